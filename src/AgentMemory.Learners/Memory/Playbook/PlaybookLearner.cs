using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Memory.Notes;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Memory.Playbook;

/// <summary>
/// An evolving playbook (Zhang et al. 2025, "Agentic Context Engineering"): items with counts of how often they helped and misled. After
/// failures the model reflects and says small edits; what it says twice is counted up, and the playbook is never written anew, so that one bad
/// reflection cannot lose what was known. The artifact holds the items (<c>notes.json</c>, as a notebook does) and how the writer did.
/// </summary>
public sealed class PlaybookLearner : ILearner
{
    private const double BestScore = 1 - 1e-9;
    private readonly LearnerTools _tools;
    private readonly PlaybookSettings _settings;
    private readonly PlaybookWriter _writer;

    public PlaybookLearner(LearnerTools tools, PlaybookSettings settings)
    {
        (_tools, _settings) = (tools, settings);
        _writer = new PlaybookWriter(tools, settings);
    }

    public string Id => "playbook";

    public LearnerPath Path => LearnerPath.Memory;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var (items, tally) = (Notebook.Read(request.Before), PlaybookTally.Read(request.Before));
        var (cost, remarks) = (Cost.None, new List<string>());
        foreach (var (task, documents) in request.Documents)
        {
            EpisodeRecord[] looked =
            [
                .. request.Experience.Where(e => e.TaskId == task && (_settings.Reflects == PlaybookOccasion.All || e.Score < BestScore)),
            ];
            foreach (var (number, episodes) in looked.TakeLast(_settings.ReflectionsMax * _settings.EpisodesEach).Chunk(_settings.EpisodesEach).Index())
            {
                var (reply, took) = _writer.Reflect(
                    documents, items.ItemsOf(task), episodes, request.Rng.Fork(task).Fork("reflection", number), cancellation);
                cost += took;
                tally = tally with { Reflections = tally.Reflections + 1, Damaged = tally.Damaged + (reply is null ? 1 : 0) };
                if (reply is null)
                {
                    continue;
                }

                var (edits, duplicates) = Duplicates.Counted(reply.Edits, items.ItemsOf(task), _settings.DuplicateShare);
                tally = tally with { Duplicates = tally.Duplicates + duplicates };
                items.Update(task, edits, _tools.Model.Tokenizer, _settings.TokensMax, _settings.ItemsMax);
                remarks.AddRange(reply.Reason.Length == 0 ? [] : [$"{task}: # {reply.Reason}"]);
            }

            remarks.AddRange(looked.Length == 0 ? [] : items.ItemsOf(task).Select(item => $"{task}: {item.Text} (+{item.Helpful} -{item.Harmful})"));
        }

        items.Write(request.Folder);
        tally.Write(request.Folder);
        return new Learned(Artifact.Of(request.Folder), cost, [.. remarks, tally.ToString()]);
    }

    public IPlayer Open(Artifact? artifact)
    {
        var items = Notebook.Read(artifact);
        // Where not all fit, those that helped most stand first.
        var recollections = new RecollectionCache(turn => new Recollection
        {
            Documents = turn.Documents,
            Notes = [.. items.ItemsOf(turn.TaskId).OrderByDescending(item => item.Balance).Select(item => item.Text)],
        });
        return new ModelPlayer(_tools.Model, _tools.Prompt, recollections.Of, _tools.Limits);
    }
}
