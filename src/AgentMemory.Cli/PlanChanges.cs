using AgentMemory.Core;
using AgentMemory.Evaluation;

namespace AgentMemory.Cli;

/// <summary>What the command line changes in a plan.</summary>
internal sealed record PlanChanges
{
    public required string? Model { get; init; }

    public required IReadOnlyList<string> Tasks { get; init; }

    public required IReadOnlyList<string> Learners { get; init; }

    public required int? Seeds { get; init; }

    public required int? Blocks { get; init; }

    public required int? Practice { get; init; }

    public required int? Exam { get; init; }

    public required string? Device { get; init; }

    public required ulong? Seed { get; init; }

    /// <summary>The plan with these changes.</summary>
    /// <exception cref="UserErrorException">An unknown learner, or a number out of range.</exception>
    public Plan ApplyTo(Plan plan, LearnerDefaults learners) => plan with
    {
        Model = Model ?? plan.Model,
        Streams = Tasks.Count == 0 ? plan.Streams : [.. Tasks.Select(t => (IReadOnlyList<string>)[t])],
        Learners = Learners.Count == 0 ? plan.Learners : [.. Learners.Select(id => Learner(id, plan, learners))],
        Seeds = Positive("--seeds", Seeds) ?? plan.Seeds,
        Blocks = Positive("--blocks", Blocks) ?? plan.Blocks,
        Practice = Positive("--practice", Practice) ?? plan.Practice,
        Exam = Positive("--exam", Exam) ?? plan.Exam,
        Device = Device is null or "auto" or "cpu" or "cuda" or "vulkan"
            ? Device ?? plan.Device
            : throw new UserErrorException($"--device {Device} cannot be used; it is one of auto, cpu, cuda, vulkan"),
        Seed = Seed ?? plan.Seed,
    };

    private static LearnerPlan Learner(string id, Plan plan, LearnerDefaults learners) =>
        plan.Learners.FirstOrDefault(l => l.Id == id)
        ?? learners.Plan(id)
        ?? throw new UserErrorException($"there is no learner \"{id}\"; the learners are {string.Join(", ", learners.Ids)}");

    private static int? Positive(string option, int? value) => value is null or > 0
        ? value
        : throw new UserErrorException($"{option} {value} cannot be used; it is a whole number from 1");
}
