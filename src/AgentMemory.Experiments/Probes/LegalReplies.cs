using System.Diagnostics;
using AgentMemory.Core.Episodes;
using AgentMemory.Experiments.Exams;

namespace AgentMemory.Experiments.Probes;

/// <summary>Held to nothing, how many of its replies are legal? With the rulebook alone and after practice.</summary>
public sealed class LegalReplies : IProbe
{
    public string Name => "legal";

    public string Question => "What share of replies is legal when nothing holds the model to the legal ones?";

    public IReadOnlyList<ProbeFigure> Measure(ProbeRoom room, CancellationToken cancellation)
    {
        var patterns = new Dictionary<string, GrammarPattern>(StringComparer.Ordinal);
        var figures = new List<ProbeFigure>();
        foreach (var tasks in room.Plan.Groups)
        {
            foreach (var play in Enum.GetValues<ProbePlay>())
            {
                var (alone, practised) = (new ProbeTally(room.Plan), new ProbeTally(room.Plan));
                foreach (var name in tasks.Names)
                {
                    room.Progress($"legal replies, {play}: {name}");
                    foreach (var trial in room.Draw(name))
                    {
                        Add(alone, name, room.Sit(trial, null, play, restricted: false, cancellation));
                        var context = ProbeRoom.With(trial, room.Learners.Make(ProbedLearner.InContext));
                        Add(practised, name, room.Sit(
                            context, room.Context(trial, cancellation).Artifact, play, restricted: false, cancellation));
                    }
                }

                // The goal is about what the model was taught.
                double? goal = tasks.Group is ProbeGroup.Seen or ProbeGroup.Computed ? room.Plan.Goals.LegalReplies : null;
                figures.AddRange(ProbeFigures.Of(alone, tasks.Group, "legal, documents alone", play, goal));
                figures.AddRange(ProbeFigures.Of(practised, tasks.Group, "legal, after practice", play, goal));
            }
        }

        return figures;

        void Add(ProbeTally tally, string name, Examined examined)
        {
            var judged = examined.Episodes.SelectMany(e => e.Record.Moves).Select(move => IsLegal(move, patterns)).OfType<bool>().ToArray();
            tally.AddShare(name, judged.Count(legal => legal), judged.Length);
        }
    }

    /// <summary>Null for a reply that may be any text.</summary>
    internal static bool? IsLegal(Move move, Dictionary<string, GrammarPattern> patterns)
    {
        switch (move.View.Reply)
        {
            case ReplyForm.OneOf:
                return move.Unreadable is null;
            case ReplyForm.Written { Grammar: null }:
                return null;
            case ReplyForm.Written { Grammar: { } grammar }:
                if (!patterns.TryGetValue(grammar, out var pattern))
                {
                    patterns[grammar] = pattern = GrammarPattern.Of(grammar, "reply");
                }

                return move.Unreadable is null && pattern.Matches(move.Reply);
            default:
                throw new UnreachableException();
        }
    }
}
