using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Tests.Evaluation;

/// <summary>
/// Evidence used of learners made for golden files: one behind, one whose prompts hold its last twenty games, and one that learns nothing. Each
/// game tells one bit of 128, and a score is the share of bits.
/// </summary>
internal static class MadeEvidence
{
    private const int Hidden = 128;
    private static readonly int[] Grid = [0, 8, 16, 32, 64, 128];

    public static IReadOnlyList<EvidenceVerdict> Verdicts() => EvidenceJudgement.Of(
    [
        Sample("frozen", "reference", _ => 0, null, 1),
        Sample("lora", "weights", games => games / 2.0, null, 2),
        Sample("notes", "memory", games => Math.Min(games, 14), games => Math.Min(games, 20), 3),
        Sample("retry", "reference", _ => 0, null, 4) with { Top = EvidenceTop.Own },
    ]);

    private static EvidenceSample Sample(string learner, string path, Func<int, double> used, Func<int, double>? held, ulong seed)
    {
        var rng = new Rng(seed);
        return new EvidenceSample
        {
            Task = "t0",
            Group = "inside",
            Learner = learner,
            Path = path,
            Worlds = [.. Enumerable.Range(1, 4).Select(world => new EvidenceWorld
            {
                Seed = $"{world}",
                HiddenBits = Hidden,
                Available = [.. Enumerable.Range(0, Hidden + 1).Select(games => (double)games)],
                Exams = [.. Grid.Select(games => new EvidenceExam
                {
                    Games = games,
                    Score = learner == "retry" ? 0.99 : games == 0 ? 0 : (used(games) + (used(games) * 0.02 * rng.NextGaussian())) / Hidden,
                    Curve = Line,
                    Met = new MetSum(Math.Min(games, 20), learner == "frozen" ? 0 : Math.Min(games, 20) * 0.5, 0),
                    PromptReader = held is null ? null : held(games) / Hidden,
                    Flops = (games + 1) * (path == "weights" ? 4e9 : 1e9),
                })],
            })],
        };
    }

    private static EvidenceCurve Line { get; } = new(
        [.. Enumerable.Range(0, EvidenceCurve.Points).Select(point => point / 64.0)],
        [.. Enumerable.Range(0, EvidenceCurve.Points).Select(point => point * 2.0)]);
}
