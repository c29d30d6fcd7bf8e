using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>
/// Writes lives from tasks that can be demonstrated, in the words of <see cref="PlayPrompt"/>: documents, sometimes notes,
/// then episodes. What is played has a random rate of noise per life; what is labelled is what somebody would choose who
/// knows only what stands in the text (Lee et al. 2023, decision-pretrained transformers), so that reading one's own
/// history pays. Imitating the noisy player itself would teach to copy whatever was played.
/// </summary>
public sealed class LifeWriter
{
    private const double AllNotesShare = 0.5;

    private readonly PlayPrompt _prompt;
    private readonly ITokenizer _tokenizer;
    private readonly LifeSettings _settings;

    public LifeWriter(PlayPrompt prompt, ITokenizer tokenizer, LifeSettings settings)
    {
        _prompt = prompt;
        _tokenizer = tokenizer;
        _settings = settings;
    }

    /// <summary>Writes a life.</summary>
    /// <param name="task">A task that is <see cref="IDemonstrable"/>.</param>
    /// <param name="another">Another task of the same family, whose notes would be wrong here; null where there is none.</param>
    /// <param name="rng">Rules every choice.</param>
    /// <exception cref="ArgumentException">The task cannot be demonstrated.</exception>
    public Life Write(ITask task, ITask? another, Rng rng)
    {
        if (task is not IDemonstrable demonstrable)
        {
            throw new ArgumentException($"task {task.Id} cannot be demonstrated", nameof(task));
        }

        var demonstrator = demonstrable.Demonstrate();
        var parts = new List<(Segment, LifeKind)>();
        var room = rng.Next(_settings.TokensMin, _settings.TokensMax + 1);
        var documents = Composed(new Recollection { Documents = task.Documents });
        parts.Add((new Segment(documents, _settings.DocumentWeight), LifeKind.Text));
        if (rng.Chance(_settings.NotesShare) && demonstrable.TrueNotes.Count > 0)
        {
            var notes = Notes(demonstrable, (another as IDemonstrable)?.TrueNotes, demonstrator, rng);
            parts.Add((new Segment(Composed(new Recollection { Documents = [], Notes = notes })), LifeKind.Text));
        }

        room -= parts.Sum(p => _tokenizer.Count(p.Item1.Text));
        var reflects = demonstrable.TrueNotes.Count > 0 && rng.Chance(_settings.ReflectShare);
        room -= reflects ? _tokenizer.Count(NotesText(demonstrable.TrueNotes)) : 0;
        var noise = rng.NextDouble() * _settings.NoiseMax;
        var longest = 0;
        // An episode is begun only where one as long as the longest so far still fits.
        for (var number = 0; number == 0 || room >= longest; number++)
        {
            var episode = Episode(task.Practice(rng.NextBits()), demonstrable, demonstrator, noise, rng.Fork("episode", number));
            var tokens = episode.Sum(p => _tokenizer.Count(p.Segment.Text));
            longest = Math.Max(longest, tokens);
            room -= tokens;
            parts.AddRange(episode);
        }

        var found = demonstrator.Notes;
        if (!reflects || found.Count == 0)
        {
            return new Life(task.Id, parts, EndsText: false);
        }

        parts.Add((new Segment(_prompt.NotesHeading()), LifeKind.Text));
        parts.AddRange(found.Select(n => (new Segment(_prompt.Note(n), _settings.NotesWeight), LifeKind.Notes)));
        return new Life(task.Id, parts, EndsText: true);
    }

    private static Segment Reply(string played, string label, double weight) =>
        new(PlayPrompt.Written(played), weight, played == label ? null : PlayPrompt.Written(label));

    private List<(Segment Segment, LifeKind Kind)> Episode(
        IEpisode episode, IDemonstrable task, IDemonstrator demonstrator, double noise, Rng rng)
    {
        var parts = new List<(Segment, LifeKind)>();
        var earlier = new List<Step>();
        var written = 0;
        while (episode.Outcome is null)
        {
            var text = _prompt.Begin(earlier, episode.View.Text);
            parts.Add(earlier.Count == 0
                ? (new Segment(text, _settings.FirstViewWeight), LifeKind.Text)
                : (new Segment(text[written..], _settings.OutcomeWeight), LifeKind.Outcome));
            var label = demonstrator.Choose(episode);
            var played = episode.View.Reply is ReplyForm.OneOf form && rng.Chance(noise) ? rng.Pick(form.Replies) : label;
            var unknown = task.TrueNotes.Count > 0 && demonstrator.Notes.Count == 0;
            parts.Add((
                Reply(played, label, _settings.ReplyWeight * (unknown ? _settings.UnknownFactor : 1)),
                unknown ? LifeKind.ReplyUnknown : LifeKind.ReplyKnown));
            var next = episode.After(played);
            demonstrator.Observe(episode, played, next);
            earlier.Add(new Step(episode.View.Text, played));
            written = text.Length + PlayPrompt.Written(played).Length;
            episode = next;
        }

        parts.Add((new Segment(_prompt.End(episode.Outcome), _settings.OutcomeWeight), LifeKind.Outcome));
        return parts;
    }

    // True notes are read by the demonstrator too; wrong ones it does not believe, so that labels follow what happens.
    private IReadOnlyList<string> Notes(
        IDemonstrable task, IReadOnlyList<string>? anothers, IDemonstrator demonstrator, Rng rng)
    {
        var wrong = (anothers ?? []).Where(n => !task.TrueNotes.Contains(n, StringComparer.Ordinal)).ToArray();
        if (wrong.Length > 0 && rng.Chance(_settings.WrongNotesShare))
        {
            return wrong;
        }

        var notes = task.TrueNotes.ToArray();
        rng.Shuffle<string>(notes);
        var count = rng.Chance(AllNotesShare) ? notes.Length : rng.Next(1, notes.Length + 1);
        demonstrator.Read(notes[..count]);
        return notes[..count];
    }

    private string NotesText(IReadOnlyList<string> notes) => _prompt.NotesHeading() + string.Concat(notes.Select(_prompt.Note));

    private string Composed(Recollection recollection) => _prompt.Compose(recollection, _tokenizer, int.MaxValue).Text;
}
