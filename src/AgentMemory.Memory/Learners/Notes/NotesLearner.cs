using AgentMemory.Core;

namespace AgentMemory.Memory;

/// <summary>
/// After every block the model reads what it did, with its notebook, and writes notes; a fresh instance plays with the
/// notebook alone. Writing is held by a grammar to lines of the notebook, so that any model can only write valid ones.
/// </summary>
public sealed class NotesLearner : ILearner
{
    private readonly LearnerTools _tools;
    private readonly NotesSettings _settings;

    public NotesLearner(LearnerTools tools, LearnerSettings settings)
    {
        _tools = tools;
        _settings = NotesSettings.Read(settings);
    }

    public string Id => "notes";

    public string Summary => "a notebook the model writes after every block";

    public LearnerPath Path => LearnerPath.Memory;

    public StudyRhythm Rhythm => StudyRhythm.EveryBlock;

    public int ExamAttempts => 1;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var notebook = Notebook.Read(request.Before);
        var cost = Cost.None;
        var remarks = new List<string>();
        foreach (var (task, documents) in request.Documents)
        {
            var episodes = request.Experience.Where(e => e.TaskId == task).ToList();
            if (episodes.Count == 0)
            {
                continue;
            }

            var (written, took) = Reflect(documents, notebook.Of(task), episodes, request.Rng.Fork(task), cancellation);
            cost += took;
            var kept = notebook.Update(task, written, _tools.Model.Tokenizer, _settings);
            remarks.AddRange(kept.Select(note => $"{task}: {note}"));
        }

        notebook.Write(request.Folder);
        return new Learned(Artifact.Of(request.Folder), cost, remarks);
    }

    public IPlayer Open(Artifact? artifact)
    {
        var notebook = Notebook.Read(artifact);
        var recollections = new RecollectionCache(turn => new Recollection
        {
            Documents = turn.Documents,
            Notes = notebook.Of(turn.TaskId),
        });
        return new ModelPlayer(_tools.Model, _tools.Prompt, recollections.Of, _tools.Limits);
    }

    private (IReadOnlyList<string> Notes, Cost Cost) Reflect(
        IReadOnlyList<Document> documents,
        IReadOnlyList<string> notes,
        IReadOnlyList<EpisodeRecord> episodes,
        Rng rng,
        CancellationToken cancellation)
    {
        var recollection = new Recollection { Documents = documents, Notes = notes, Episodes = episodes };
        var room = _tools.Limits.Room - _settings.TokensMax - _tools.Model.Tokenizer.Count(_tools.Prompt.NotesHeading());
        var preamble = _tools.Prompt.Compose(recollection, _tools.Model.Tokenizer, Math.Max(0, room));
        var completion = _tools.Model.Complete(
            [
                new CompletionRequest
                {
                    Prompt = preamble.Text + _tools.Prompt.NotesHeading(),
                    Form = new CompletionForm.Grammar(Grammar(), _settings.TokensMax),
                    Temperature = _settings.Temperature,
                    Seed = rng.Seed,
                },
            ],
            cancellation)[0];
        return (Lines(completion), Cost.Of(_tools.Model.Card, [completion]));
    }

    private string Grammar() =>
        $"root ::= (\"- \" line \"\\n\"){{1,{_settings.LinesMax}}}\nline ::= [^\\n\\r]{{1,{_settings.LineCharactersMax}}}";

    // A last line that the token limit cut short is not a note.
    private static IReadOnlyList<string> Lines(Completion completion)
    {
        var lines = completion.Text.Split('\n');
        return
        [
            .. lines[..^1]
                .Where(line => line.StartsWith("- ", StringComparison.Ordinal))
                .Select(line => line[2..].Trim())
                .Where(line => line.Length > 0),
        ];
    }
}
