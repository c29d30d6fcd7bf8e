using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Memory.Notes;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Memory.Context;

/// <summary>
/// Keeps its latest experience word for word and plays with as much of it in the context window as fits behind the
/// documents. Depending on a setting the best episodes keep a share of the room, or what falls out is summed up.
/// </summary>
public sealed class ContextLearner : ILearner
{
    private readonly LearnerTools _tools;
    private readonly ContextSettings _settings;
    private readonly NoteWriter _summaries;

    public ContextLearner(LearnerTools tools, ContextSettings settings)
    {
        _tools = tools;
        _settings = settings;
        _summaries = new NoteWriter(tools, new NotesSettings
        {
            TokensMax = _settings.SummaryTokens,
            LinesMax = 16,
            LineCharactersMax = 120,
            Temperature = 0,
            Writing = NoteWriting.Rewrite,
        });
    }

    public string Id => "context";

    public LearnerPath Path => LearnerPath.Memory;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        List<EpisodeRecord> episodes = [.. ExperienceFile.Read(request.Before), .. request.Experience];
        var notebook = Notebook.ReadIfKept(request.Before);
        var learned = new Learned(null, Cost.None, []);
        if (_settings.Keeps == ContextKeeping.Compacted)
        {
            learned = Compact(request, episodes, notebook, cancellation);
            notebook.Write(request.Folder);
        }

        ExperienceFile.Write(request.Folder, episodes.TakeLast(_settings.EpisodesMax));
        return learned with { Artifact = Artifact.Of(request.Folder) };
    }

    public IPlayer Open(Artifact? artifact)
    {
        var episodes = ExperienceFile.Read(artifact);
        var notebook = Notebook.ReadIfKept(artifact);
        var window = new Window(_tools, _settings.Shows == EpisodeForm.Brief);
        var recollections = new RecollectionCache(turn => new Recollection
        {
            Documents = turn.Documents,
            Notes = notebook.Of(turn.TaskId),
            Episodes = Remembered(window, turn, [.. episodes.Where(e => e.TaskId == turn.TaskId)]),
            IsBrief = _settings.Shows == EpisodeForm.Brief,
        });
        return new ModelPlayer(_tools.Model, _tools.Prompt, recollections.Of, _tools.Limits);
    }

    private IReadOnlyList<EpisodeRecord> Remembered(Window window, Turn turn, IReadOnlyList<EpisodeRecord> episodes)
    {
        if (_settings.Keeps != ContextKeeping.BestAndRecent)
        {
            return episodes;
        }

        var room = window.BehindDocuments(turn.Documents);
        var best = new HashSet<EpisodeRecord>(ReferenceEqualityComparer.Instance);
        var left = (int)(room * _settings.BestShare);
        // The later of two equally good episodes comes first: more was known when it was played.
        foreach (var episode in episodes.Select((e, i) => (e, i)).OrderByDescending(p => p.e.Score).ThenByDescending(p => p.i))
        {
            if (window.Count(episode.e) <= left)
            {
                left -= window.Count(episode.e);
                best.Add(episode.e);
            }
        }

        var recent = window.Latest(
            [.. episodes.Where(e => !best.Contains(e))], room - best.Sum(window.Count));
        best.UnionWith(recent);
        return [.. episodes.Where(best.Contains)];
    }

    /// <summary>Sums up each task's episodes that no longer fit, and takes them out of the list.</summary>
    private Learned Compact(
        StudyRequest request, List<EpisodeRecord> episodes, Notebook notebook, CancellationToken cancellation)
    {
        var window = new Window(_tools, _settings.Shows == EpisodeForm.Brief);
        var cost = Cost.None;
        var remarks = new List<string>();
        foreach (var (task, documents) in request.Documents)
        {
            var own = episodes.Where(e => e.TaskId == task).ToList();
            var room = window.BehindDocuments(documents) - _settings.SummaryTokens;
            var kept = window.Latest(own, room).Count;
            var falling = own[..^kept];
            // Chunks that fit in front of the summary, oldest first; one that fits nowhere is left out as context leaves it out.
            while (falling.Count > 0)
            {
                var chunk = falling.TakeWhile((_, i) => falling.Take(i + 1).Sum(window.Count) <= room).ToList();
                falling.RemoveRange(0, Math.Max(1, chunk.Count));
                if (chunk.Count == 0)
                {
                    continue;
                }

                var notes = _summaries.Write(documents, notebook.ItemsOf(task), chunk, request.Rng.Fork(task), cancellation);
                cost += notes.Cost;
                notebook.Update(task, notes.Edits, _tools.Model.Tokenizer, _settings.SummaryTokens);
            }

            var gone = own.Take(own.Count - kept).ToHashSet(ReferenceEqualityComparer.Instance);
            episodes.RemoveAll(gone.Contains);
            remarks.AddRange(gone.Count == 0 ? [] : notebook.Of(task).Select(line => $"{task}: {line}"));
        }

        return new Learned(null, cost, remarks);
    }
}
