using System.Globalization;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Learners.Prompts;
using AgentMemory.Learners.Reference.Truth;

namespace AgentMemory.Learners.Reference.Told;

/// <summary>
/// Plays with the complete true notes before it and learns nothing: what falls short of 1 is not a matter of finding out or of writing
/// down, but of using. With reasons, worked examples of practice follow the notes: all that can be put into words of how they are used, so
/// that weights which do better hold a skill that notes do not.
/// </summary>
public sealed class ToldLearner : ILearner
{
    private readonly LearnerTools _tools;
    private readonly TruthShelf _truths;
    private readonly bool _withReasons;
    private readonly TruthForm _form;

    /// <param name="id">told, or told+reasons.</param>
    /// <param name="tools">The run's.</param>
    /// <param name="withReasons">Whether worked examples show how best replies follow from the notes.</param>
    /// <param name="form">How the truth is told.</param>
    public ToldLearner(string id, LearnerTools tools, bool withReasons, TruthForm form = TruthForm.Notes) =>
        (Id, _tools, _truths, _withReasons, _form) = (id, tools, new TruthShelf(id, tools), withReasons, form);

    public string Id { get; }

    public bool KeepsNothing => true;

    public LearnerPath Path => LearnerPath.Reference;

    /// <summary>Learns nothing; says of each task, in one line, what of its truth cannot be shown, where there is such.</summary>
    public Learned Study(StudyRequest request, CancellationToken cancellation) => new(
        null, Cost.None, [.. request.Documents.Where(_ => request.RoundNumber == 0).SelectMany(pair => Remarks(pair.Key, pair.Value))]);

    public IPlayer Open(Artifact? artifact) => new ModelPlayer(
        _tools.Model, _tools.Prompt, _form == TruthForm.Episodes ? ByEpisodes() : ByNotes(), _tools.Limits);

    private Func<Turn, Recollection> ByNotes() => GoldNotes.Recalled(_tools, _truths, id => _truths.Truth(id).TrueNotes, ReasonsOf);

    private Func<Turn, Recollection> ByEpisodes()
    {
        var notes = ByNotes();
        var known = new Dictionary<string, Recollection?>(StringComparer.Ordinal);
        return turn =>
        {
            if (!known.TryGetValue(turn.TaskId, out var told))
            {
                known[turn.TaskId] = told = TrueEpisodes.Of(_truths, turn.TaskId) is { } episodes
                    ? new Recollection { Documents = turn.Documents, Episodes = episodes, IsBrief = true }
                    : null;
            }

            return told ?? notes(turn);
        };
    }

    private IReadOnlyList<NoteReason> ReasonsOf(string id) => _withReasons ? _truths.Truth(id).Reasons.Value ?? [] : [];

    private IEnumerable<string> Remarks(string id, IReadOnlyList<Document> documents)
    {
        if (_form == TruthForm.Episodes && TrueEpisodes.Of(_truths, id) is { } all)
        {
            var window = new Window(_tools, isBrief: true);
            var fit = window.Latest(all, window.BehindDocuments(documents)).Count;
            return fit == all.Count ? [] : [Line($"{id}: does not fit: the window has room for {fit} of {all.Count} episodes")];
        }

        return RemarksOnNotes(id, documents);
    }

    private IEnumerable<string> RemarksOnNotes(string id, IReadOnlyList<Document> documents)
    {
        var truth = _truths.Truth(id);
        var shown = GoldNotes.Shown(
            new Window(_tools), _tools, truth, documents, truth.TrueNotes, ReasonsOf(id), _truths.Task(id).Practice(0).View.Text);
        var (all, given) = (truth.TrueNotes.Count, shown.Notes.Count - shown.NotesLeftOut);
        if (shown.NotesLeftOut > 0)
        {
            yield return Line($"{id}: does not fit: the window has room for {given} of {all} notes");
        }
        else if (!shown.IsWhole)
        {
            yield return Line($"{id}: does not fit: the window has no room for all {all} notes; shown are the {given} on what is asked");
        }

        if (_withReasons && truth.Reasons is { IsKnown: false } unknown)
        {
            yield return $"{id}: no reasons are shown: {unknown.WhyNot}";
        }
        else if (shown.ReasonsLeftOut > 0)
        {
            yield return Line($"{id}: does not fit: of {shown.Reasons.Count} reasons the last {shown.ReasonsLeftOut} are left out");
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
