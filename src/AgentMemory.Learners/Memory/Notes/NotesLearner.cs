using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Memory.Notes;

/// <summary>
/// After every block the model reads what it did, with its notebook, and edits the notebook; a fresh instance plays with
/// the notebook alone.
/// </summary>
public sealed class NotesLearner : ILearner
{
    private readonly LearnerTools _tools;
    private readonly NotesSettings _settings;
    private readonly NoteWriter _writer;

    public NotesLearner(LearnerTools tools, NotesSettings settings)
    {
        _tools = tools;
        _settings = settings;
        _writer = new NoteWriter(tools, _settings);
    }

    public string Id => "notes";

    public LearnerPath Path => LearnerPath.Memory;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var notebook = Notebook.Read(request.Before);
        var (cost, remarks) = Reflection.Do(_writer, notebook, _settings.TokensMax, _tools.Model.Tokenizer, request, cancellation);
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
}
