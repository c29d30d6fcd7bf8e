using AgentMemory.Core.Models;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Probes;

/// <summary>
/// Held to no grammar, how many lines of its notebook are edits? Each line counts by whether the learner's own grammar
/// would have let it follow on the lines before it.
/// </summary>
public sealed class NoteLines : IProbe
{
    public string Name => "note-lines";

    public string Question => "What share of notebook edits can be read when no grammar holds the model?";

    public IReadOnlyList<ProbeFigure> Measure(ProbeRoom room, CancellationToken cancellation)
    {
        var figures = new List<ProbeFigure>();
        // Where the documents tell all there is nothing to note.
        foreach (var tasks in room.Plan.Groups.Where(tasks => tasks.Group != ProbeGroup.Computed))
        {
            foreach (var play in Enum.GetValues<ProbePlay>())
            {
                var tally = new ProbeTally(room.Plan);
                foreach (var name in tasks.Names)
                {
                    room.Progress($"note lines, {play}: {name}");
                    foreach (var trial in room.Draw(name))
                    {
                        var (good, all) = Written(room, trial, play, cancellation);
                        tally.AddShare(name, good, all);
                    }
                }

                double? goal = tasks.Group == ProbeGroup.Seen ? room.Plan.Goals.NoteLines : null;
                figures.AddRange(ProbeFigures.Of(tally, tasks.Group, "readable lines", play, goal));
            }
        }

        return figures;
    }

    /// <summary>Lines that the grammar would have let through, and all lines.</summary>
    internal static (int Good, int All) Judge(FreeText written)
    {
        var pattern = GrammarPattern.Of(written.Gbnf, "root");
        var lines = written.Text.Split('\n');
        var (accepted, last) = ("", 0);
        var (good, all) = (0, 0);
        foreach (var line in lines[..^1].Select(line => line + "\n"))
        {
            if (pattern.Begins(accepted + line))
            {
                (last, accepted, good) = (accepted.Length, accepted + line, good + 1);
            }
            else if (pattern.Matches(accepted) && pattern.Begins(accepted[..last] + line))
            {
                // Well-formed, but the notebook takes no more lines at once: what follows is not read.
                return (good, all);
            }

            all++;
        }

        // A last line without its end is lost; one that the limit of tokens cut short is nobody's fault.
        var isCut = written.Stop == StopReason.TokenLimit;
        return (good, Math.Max(1, all + (lines[^1].Length > 0 && !isCut ? 1 : 0)));
    }

    // Only games: a field's practice is answered under grammars too.
    private static (int Good, int All) Written(ProbeRoom room, Trial trial, ProbePlay play, CancellationToken cancellation)
    {
        if (trial.Tasks[0].Task.Kind != TaskKind.Game)
        {
            return (0, 0);
        }

        using var free = new FreeWriting(room.Model);
        room.Learn(ProbeRoom.With(trial, room.Learners.MakeWriter(free, play)), 1, room.Plan.Practice, cancellation);
        var judged = free.Written.Select(Judge).ToArray();
        return (judged.Sum(j => j.Good), judged.Sum(j => j.All));
    }
}
