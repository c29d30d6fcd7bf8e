using System.Globalization;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Learners.Prompts;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;

namespace AgentMemory.Learners.Memory.Rag;

/// <summary>
/// A learner's documents and episodes in a memory store, <c>memory.db</c>, with the episodes themselves beside it. The
/// store's clock counts episodes, so that the same experience gives the same file.
/// </summary>
internal sealed class ExperienceStore : IDisposable
{
    private const string FileName = "memory.db";
    private const string EpisodeMark = "episode ";
    private const string DocumentMark = "document ";

    private static readonly PassageKind[] BesidesDocuments =
        [PassageKind.Episode, PassageKind.Fact, PassageKind.Note, PassageKind.Message];

    private readonly LearnerTools _tools;
    private readonly RagSettings _settings;
    private readonly Window _window;
    private readonly MemoryStore _store;
    private readonly ChargedEmbedder? _embedder;
    private readonly IReadOnlyList<EpisodeRecord> _episodes;

    private ExperienceStore(
        LearnerTools tools, RagSettings settings, MemoryStore store, ChargedEmbedder? embedder, IReadOnlyList<EpisodeRecord> episodes)
    {
        (_tools, _settings, _store, _embedder, _episodes) = (tools, settings, store, embedder, episodes);
        _window = new Window(tools, settings.IsBrief);
    }

    /// <summary>All episodes that were kept, oldest first.</summary>
    public IReadOnlyList<EpisodeRecord> Episodes => _episodes;

    /// <summary>Takes in new experience; gives what embedding took.</summary>
    public static Cost Study(LearnerTools tools, RagSettings settings, StudyRequest request, CancellationToken cancellation)
    {
        var before = ExperienceFile.Read(request.Before);
        var path = Path.Combine(request.Folder, FileName);
        if (request.Before is not null)
        {
            File.Copy(request.Before.PathOf(FileName), path);
        }

        using var embedder = ChargedEmbedder.Open(settings.Embedder, tools);
        var now = before.Count + request.Experience.Count;
        using (var store = MemoryStore.Open(path, new MemoryStoreOptions { Time = new EpisodeClock(now), Embedder = embedder }))
        {
            var passages = new List<NewPassage>();
            foreach (var (task, documents) in request.Documents)
            {
                passages.AddRange(documents.SelectMany(document => Pieces(document, task, tools, settings)));
            }

            for (var i = 0; i < request.Experience.Count; i++)
            {
                passages.Add(new NewPassage
                {
                    Text = tools.Prompt.Episode(request.Experience[i]),
                    Kind = PassageKind.Episode,
                    Source = request.Experience[i].TaskId,
                    Provenance = EpisodeMark + (before.Count + i).ToString(CultureInfo.InvariantCulture),
                    Time = EpisodeClock.Moment(before.Count + i),
                });
            }

            if (passages.Count > 0)
            {
                store.Add(passages, cancellation);
            }
        }

        ExperienceFile.Write(request.Folder, before.Concat(request.Experience));
        return embedder?.TakeCost() ?? Cost.None;
    }

    /// <summary>Opens an artifact for reading; null where there is none yet.</summary>
    public static ExperienceStore? Open(LearnerTools tools, RagSettings settings, Artifact? artifact)
    {
        if (artifact is null)
        {
            return null;
        }

        var embedder = ChargedEmbedder.Open(settings.Embedder, tools);
        try
        {
            var options = new MemoryStoreOptions { Time = new EpisodeClock(0), Embedder = embedder, ReadOnly = true };
            return new ExperienceStore(
                tools, settings, MemoryStore.Open(artifact.PathOf(FileName), options), embedder, ExperienceFile.Read(artifact));
        }
        catch
        {
            embedder?.Dispose();
            throw;
        }
    }

    /// <summary>What the store holds on the episode so far, within a budget of tokens.</summary>
    /// <param name="turn">The moment of choice.</param>
    /// <param name="known">Episodes that stand in the prompt anyway.</param>
    /// <param name="tokensMax">For passages and episodes together.</param>
    public Recalled Recall(Turn turn, IReadOnlySet<EpisodeRecord> known, int tokensMax)
    {
        var leftOut = _window.LeftOut(turn.Documents);
        var shown = turn.Documents.Select(d => d.Title).Except(leftOut).Select(title => DocumentMark + title)
            .ToHashSet(StringComparer.Ordinal);
        var found = _store.Search(
            new SearchQuery
            {
                Text = Query(turn),
                // What stands in the prompt anyway may be found too.
                Count = (2 * _settings.PassagesMax) + known.Count,
                Filter = new PassageFilter
                {
                    Source = _settings.Scope == SearchScope.Task ? turn.TaskId : null,
                    Kinds = shown.Count > 0 && leftOut.Count == 0 ? BesidesDocuments : [],
                },
                Diversity = _settings.Diversity,
            },
            CancellationToken.None);
        var passages = new List<string>();
        var episodes = new List<EpisodeRecord>();
        var left = tokensMax;
        foreach (var passage in found.Passages.Select(p => p.Passage))
        {
            if (passages.Count + episodes.Count == _settings.PassagesMax)
            {
                break;
            }

            var episode = EpisodeOf(passage);
            if (shown.Contains(passage.Provenance) || (episode is not null && known.Contains(episode)))
            {
                continue;
            }

            var line = PassageFence.Escape(passage.Text).Replace('\n', ' ');
            var tokens = episode is null ? _window.Tokenizer.Count(_tools.Prompt.Passage(line)) : _window.Count(episode);
            if (tokens > left)
            {
                continue;
            }

            left -= tokens;
            if (episode is null)
            {
                passages.Add(line);
            }
            else
            {
                episodes.Add(episode);
            }
        }

        // The nearest one stands last, next to the episode being played.
        episodes.Reverse();
        return new Recalled(passages, episodes, _embedder?.TakeCost() ?? Cost.None);
    }

    public void Dispose()
    {
        _store.Dispose();
        _embedder?.Dispose();
    }

    private EpisodeRecord? EpisodeOf(Passage passage) =>
        passage.Kind == PassageKind.Episode && passage.Provenance.StartsWith(EpisodeMark, StringComparison.Ordinal)
        && int.TryParse(passage.Provenance.AsSpan(EpisodeMark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && index < _episodes.Count
            ? _episodes[index]
            : null;

    private string Query(Turn turn)
    {
        var text = string.Join('\n', turn.Earlier.Select(step => $"{step.Text}\n{step.Reply}").Append(turn.View.Text));
        return text.Length <= _settings.QueryCharactersMax ? text : text[^_settings.QueryCharactersMax..];
    }

    private static IEnumerable<NewPassage> Pieces(Document document, string task, LearnerTools tools, RagSettings settings)
    {
        var piece = "";
        foreach (var paragraph in document.Text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (piece.Length > 0 && tools.Model.Tokenizer.Count($"{piece}\n\n{paragraph}") > settings.PassageTokens)
            {
                yield return Of(piece);
                piece = "";
            }

            piece = piece.Length == 0 ? paragraph : $"{piece}\n\n{paragraph}";
        }

        if (!string.IsNullOrWhiteSpace(piece))
        {
            yield return Of(piece);
        }

        NewPassage Of(string text) => new()
        {
            Text = text,
            Kind = PassageKind.Document,
            Source = task,
            Provenance = DocumentMark + document.Title,
            Time = EpisodeClock.Moment(0),
        };
    }
}

/// <summary>What was found for a turn.</summary>
/// <param name="Passages">Best first, one line each.</param>
/// <param name="Episodes">The nearest last.</param>
/// <param name="Cost">Of embedding the query.</param>
internal sealed record Recalled(IReadOnlyList<string> Passages, IReadOnlyList<EpisodeRecord> Episodes, Cost Cost);
