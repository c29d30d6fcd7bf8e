using AgentMemory.Core.Models;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;
using AgentMemory.Models.Tests.Hostile;

namespace AgentMemory.Models.Tests;

/// <summary>
/// Models whose memory cannot be cut anywhere: where a window slides the first positions are gone, and a recurrent state has no earlier
/// one. llama.cpp refuses in silence; what comes out must be as from an empty memory.
/// </summary>
public sealed class CutMemories
{
    private const string Long = "a b c d e f g h a b c d e f g h a b c d";

    [Theory]
    [InlineData("gemma2", 1)]
    [InlineData("gemma2", 3)]
    [InlineData("mamba", 1)]
    [InlineData("mamba", 3)]
    public void Texts_that_go_back_behind_a_window_or_a_state_score_as_from_an_empty_memory(string kind, int slots)
    {
        using var folder = new TemporaryFolder();
        System.IO.File.WriteAllBytes(folder.File("m.gguf"), SeedModels.All[kind]);
        using var used = Open(folder.File("m.gguf"), slots);
        using var fresh = Open(folder.File("m.gguf"), slots);
        // Longer than the window, then back to its middle, its beginning, and on from there.
        foreach (var length in new[] { Long.Length, 21, 9, 2, 27, 15, Long.Length, 30 })
        {
            ScoreRequest[] wave = [.. Enumerable.Range(0, slots).Select(i => new ScoreRequest(Long[..Math.Max(1, length - i)], " h g f"))];
            fresh.Forget();
            var (expected, scores) = (fresh.Score(wave, default), used.Score(wave, default));
            for (var i = 0; i < slots; i++)
            {
                Assert.Equal(expected[i].LogProbability, scores[i].LogProbability, 3);
            }
        }
    }

    private static LocalModel Open(string path, int slots) =>
        LocalModel.Open(ModelEntry.OfFile(path), new EngineOptions { Slots = slots, Threads = 1, Device = InferenceDevice.Cpu });
}
