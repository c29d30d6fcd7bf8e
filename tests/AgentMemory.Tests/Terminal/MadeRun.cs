using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Tests.Terminal;

/// <summary>A plan of two learners and blocks that were never played.</summary>
internal static class MadeRun
{
    public static Plan Plan(int seeds = 5, int blocks = 6) => new()
    {
        Name = "made",
        Model = "models/a-model-of-mine.gguf",
        Device = "cpu",
        Seed = 1,
        Streams = [["heaps?hidden=takes&most=7"], ["heaps?hidden=takes&allowed=2&most=7"]],
        Learners = [new LearnerPlan("frozen", new NoSettings()), new LearnerPlan("lora", new NoSettings())],
        Seeds = seeds,
        Blocks = blocks,
        Practice = [8],
        Exam = 32,
        Batch = 32,
        ContextTokens = 448,
        EpisodeTokens = 80,
        PracticeTemperature = 1,
        ExamTemperature = 0,
        Restricted = true,
        OpenBook = true,
        Epsilon = 0.05,
    };

    /// <summary>All blocks in the order of the run.</summary>
    public static IEnumerable<TrialKey> Trials(Plan plan) =>
        from seed in Enumerable.Range(1, plan.Seeds)
        from stream in Enumerable.Range(0, plan.Streams.Count)
        from learner in plan.Learners
        select new TrialKey(learner.Name, stream, seed);

    public static BlockResult Block(TrialKey trial, int block, double score = 0.5) => new()
    {
        Trial = trial,
        Path = trial.Learner == "lora" ? LearnerPath.Weights : LearnerPath.Reference,
        Block = block,
        ArtifactSha256 = null,
        ArtifactBytes = 0,
        CostSoFar = new Cost { TokensRead = 1200 * (block + 1), Seconds = block + 1 },
        PracticeSoFar = 8 * block,
        Scores = [new TaskScore("t", score, 0, 1, 0)],
        ExamBlock = block,
        Remarks = [],
        Episodes = [],
    };

    /// <summary>A ledger that holds what it is given.</summary>
    public sealed class Ledger(IEnumerable<BlockResult> blocks) : ILedger
    {
        private readonly List<BlockResult> _blocks = [.. blocks];

        public void Begin(RunIdentity identity)
        {
        }

        public RunIdentity? Identity() => null;

        public IReadOnlyList<BlockResult> Blocks() => _blocks;

        public IReadOnlyList<LedgerEpisode> Episodes(TrialKey trial, int block) => [];

        public void Write(BlockResult block) => _blocks.Add(block);

        public void Dispose()
        {
        }
    }
}
