using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Memory.Notes;
using AgentMemory.Learners.Memory.Rag;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Memory.Memory;

/// <summary>
/// Notes, retrieval and the latest episodes together. What the documents leave of the window is split in stated shares:
/// one for notes, one for what is retrieved; the rest, and what those leave over, holds the latest episodes.
/// </summary>
public sealed class MemoryLearner : ILearner
{
    private readonly LearnerTools _tools;
    private readonly MemorySettings _settings;
    private readonly NoteWriter _writer;

    public MemoryLearner(LearnerTools tools, MemorySettings settings)
    {
        _tools = tools;
        _settings = settings;
        _writer = new NoteWriter(tools, settings.Notes);
    }

    public string Id => "memory";

    public LearnerPath Path => LearnerPath.Memory;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var notebook = Notebook.Read(request.Before);
        var (cost, remarks) = Reflection.Do(
            _writer, notebook, _settings.Notes.TokensMax, _tools.Model.Tokenizer, request, cancellation);
        notebook.Write(request.Folder);
        cost += ExperienceStore.Study(_tools, _settings.Rag, request, cancellation);
        return new Learned(Artifact.Of(request.Folder), cost, remarks);
    }

    public IPlayer Open(Artifact? artifact)
    {
        var notebook = Notebook.Read(artifact);
        var store = ExperienceStore.Open(_tools, _settings.Rag, artifact);
        var window = new Window(_tools, _settings.Rag.IsBrief);
        return new RecallingPlayer(
            new ModelPlayer(_tools.Model, _tools.Prompt, turn => Recall(turn, notebook, store, window), _tools.Limits), store);
    }

    private Recollection Recall(Turn turn, Notebook notebook, ExperienceStore? store, Window window)
    {
        var room = window.BehindDocuments(turn.Documents);
        var notes = window.First(notebook.Of(turn.TaskId), _tools.Prompt.Note, (int)(room * _settings.NotesShare));
        var recollection = new Recollection { Documents = turn.Documents, Notes = notes, IsBrief = _settings.Rag.IsBrief };
        if (store is null)
        {
            return recollection;
        }

        var left = room - notes.Sum(note => window.Tokenizer.Count(_tools.Prompt.Note(note)))
            - window.Tokenizer.Count(_tools.Prompt.NotesHeading());
        var own = store.Episodes.Where(e => e.TaskId == turn.TaskId).ToList();
        var latest = window.Latest(own, left - (int)(room * _settings.RecalledShare));
        var recalled = store.Recall(
            turn, latest.ToHashSet<EpisodeRecord>(ReferenceEqualityComparer.Instance), left - latest.Sum(window.Count));
        return recollection with
        {
            Passages = recalled.Passages,
            Episodes = [.. recalled.Episodes, .. latest],
            Cost = recalled.Cost,
        };
    }
}
