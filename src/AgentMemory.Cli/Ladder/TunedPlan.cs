using AgentMemory.Experiments.Ladder;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Ladder;

/// <summary>
/// The comparison that follows from a ladder: what passed, in the style and by the figures that were chosen there, on worlds that no tuner
/// has seen.
/// </summary>
internal static class TunedPlan
{
    private const int Seeds = 8;

    /// <summary>The plan as a file; null where nothing passed.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="plan">The ladder's.</param>
    /// <param name="model">As users name it.</param>
    /// <param name="device">What computes.</param>
    /// <param name="learners">The catalogue's.</param>
    public static string? Write(LadderResult result, LadderPlan plan, string model, string device, LearnerDefaults learners)
    {
        // A plan has one style: that of the tasks that led by most; the others' tasks go into a plan of their own.
        var passed = result.Rows.Where(LadderText.Passed).ToList();
        if (passed.Count == 0)
        {
            return null;
        }

        var style = passed.GroupBy(row => row.Style).MaxBy(group => group.Max(Lead))!.Key;
        var (chosen, others) = (passed.Where(row => row.Style == style).ToList(), passed.Where(row => row.Style != style).ToList());
        var best = chosen.MaxBy(Lead)!;
        var made = new Plan
        {
            Name = "ladder",
            Model = model,
            Device = device,
            Seed = plan.Seed,
            Streams = [.. chosen.Select(row => (IReadOnlyList<string>)[row.Task])],
            Learners =
            [
                .. new[] { "frozen", "told", "context", "notes", "rag" }.Select(learners.Named),
                .. new[] { "lora", "shuffled" }.Select(learners.Named).Select(learner => learner with
                {
                    Settings = LadderLearners.WithAdapter(learner.Settings, plan.Rank, plan.Passes, best.Rate),
                }),
            ],
            Seeds = Seeds,
            Blocks = 6,
            Practice = [8, 8, 16, 32, 64, 128],
            Experience = ExperienceSource.Shared,
            Exam = plan.Exam,
            Batch = plan.Batch,
            ContextTokens = plan.ContextTokens,
            EpisodeTokens = plan.EpisodeTokens,
            PracticeTemperature = 1,
            ExamTemperature = 0,
            Restricted = true,
            OpenBook = true,
            Epsilon = 0.05,
            Style = style,
            CalibratesMemory = best.CalibratesMemory,
            CalibratesWeights = best.CalibratesWeights,
        };
        string[] why =
        [
            "# Made by agentmemory ladder, from worlds of tuning; what it is set by was chosen there:",
            .. chosen.Select(row => FormattableString.Invariant(
                $"# {row.Task}: {row.Word.ToString().ToLowerInvariant()}, style {row.Style.ToString().ToLowerInvariant()}, learning rate {row.Rate:0.#####}")),
            .. others.Select(row => $"# {row.Task} passed in style {row.Style.ToString().ToLowerInvariant()} and is left out: a plan has one style"),
        ];
        return string.Join('\n', why) + "\n" + PlanFile.Write(made);
    }

    private static double Lead(LadderRow row) =>
        Math.Max(row.BestHistory.True.Lead(row.BestHistory.Scrambled).Value ?? 0, row.Lora.Lead(row.Shuffled).Value ?? 0);
}
