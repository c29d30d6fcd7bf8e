using AgentMemory.Cli.Options;
using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Cli.Runs;

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

    public required string? Book { get; init; }

    public required PlayWords Play { get; init; }

    public required string? HeldOut { get; init; }

    /// <summary>The plan with these changes.</summary>
    /// <exception cref="UserErrorException">An unknown learner, or numbers that come to too much.</exception>
    public Plan ApplyTo(Plan plan, LearnerDefaults learners)
    {
        var changed = Changed(plan, learners);
        PlanSize.Of(changed).RefuseIfTooLarge(plan.Name);
        if (changed.Practice.Count > 1 && changed.Practice.Count != changed.Blocks)
        {
            throw new UserErrorException(
                $"--blocks {changed.Blocks} cannot be used; the plan lists practice for {changed.Practice.Count} blocks; add --practice N for all of them");
        }

        var longest = changed.Streams.Max(stream => stream.Count);
        return changed.Blocks >= longest
            ? changed
            : throw new UserErrorException(
                $"--blocks {changed.Blocks} cannot be used; a stream has {longest} tasks, and each is practised for a block at least");
    }

    private Plan Changed(Plan plan, LearnerDefaults learners) => PlayOptions.Changed(Learning(plan, learners), Play) with
    {
        Model = Model ?? plan.Model,
        Streams = Tasks.Count == 0 ? plan.Streams : [.. Tasks.Select(t => (IReadOnlyList<string>)[t])],
        // Those of other tasks are read anew.
        Files = Tasks.Count == 0 ? plan.Files : new SortedDictionary<string, string>(StringComparer.Ordinal),
        Seeds = Seeds ?? plan.Seeds,
        Blocks = Blocks ?? plan.Blocks,
        Practice = Practice is { } practice ? [practice] : plan.Practice,
        Exam = Exam ?? plan.Exam,
        Device = Device ?? plan.Device,
        Seed = Seed ?? plan.Seed,
        HeldOut = HeldOut ?? plan.HeldOut,
        OpenBook = Book is null ? plan.OpenBook : Book == "open",
    };

    private Plan Learning(Plan plan, LearnerDefaults learners) => Learners.Count == 0 ? plan : plan with
    {
        Learners = [.. Learners.SelectMany(id => Named(id, plan, learners)).DistinctBy(l => l.Name)],
    };

    // A learner in several settings is meant in all of them, unless one is named.
    private static IReadOnlyList<LearnerPlan> Named(string id, Plan plan, LearnerDefaults learners)
    {
        var named = plan.Learners.Where(l => l.Name == id).ToArray();
        var variants = named.Length > 0 ? named : [.. plan.Learners.Where(l => l.Id == id)];
        return variants.Length > 0
            ? variants
            : [learners.Named(id)];
    }
}
