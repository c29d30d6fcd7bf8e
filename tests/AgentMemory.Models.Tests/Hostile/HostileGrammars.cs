using System.Globalization;
using System.Text;
using AgentMemory.Testing.Grammars;

namespace AgentMemory.Models.Tests.Hostile;

/// <summary>
/// Whatever our parser lets through, llama.cpp follows without a crash, a hang or a memory that grows.
/// AGENTMEMORY_MUTATIONS says how many damaged grammars are tried.
/// </summary>
public sealed class HostileGrammars(SmallModel small) : IClassFixture<SmallModel>
{
    private const int MutationsUsual = 300;

    /// <summary>Of the address space of the process, over all grammars together.</summary>
    private const long GrowthKibibytesMax = 512 * 1_024;

    private static int Mutations =>
        int.Parse(Environment.GetEnvironmentVariable("AGENTMEMORY_MUTATIONS") ?? $"{MutationsUsual}", CultureInfo.InvariantCulture);

    [Fact]
    public void A_damaged_grammar_is_followed_or_refused_in_a_line()
    {
        using var loader = new LoaderProcess();
        var (followed, wrong, before) = (0, new List<string>(), 0L);
        for (var seed = 1; seed <= Mutations; seed++)
        {
            var gbnf = GrammarMutator.Make((ulong)seed);
            var file = small.File("damaged.gbnf");
            // Half of a surrogate pair is no character of a file; what stands in its place is.
            File.WriteAllBytes(file, Encoding.UTF8.GetBytes(gbnf));
            var (outcome, message) = loader.Load($"grammar\t{small.Path}\t{file}");
            before = before == 0 ? loader.PeakKibibytes : before;
            followed += outcome == LoadOutcome.Loaded ? 1 : 0;
            if (outcome is not (LoadOutcome.Loaded or LoadOutcome.Refused) || (message.Contains("cannot be read", StringComparison.Ordinal) && !HasToken(gbnf)))
            {
                wrong.Add($"{seed}: {outcome} {message}\n{gbnf}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
        Assert.True(followed > Mutations / 20, $"{followed} followed");
        Assert.True(loader.PeakKibibytes - before < GrowthKibibytesMax, $"grew by {loader.PeakKibibytes - before} KiB");
    }

    // Whether the model has a token is for the engine to say.
    private static bool HasToken(string gbnf) => gbnf.Contains('<', StringComparison.Ordinal);
}
