using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Learners.Prompts;

/// <summary>The tokens of a context window that memory may fill: what the documents and the episode being played leave.</summary>
internal sealed class Window(LearnerTools tools, bool isBrief = false)
{
    private readonly Dictionary<EpisodeRecord, int> _episodes = new(ReferenceEqualityComparer.Instance);

    public ITokenizer Tokenizer => tools.Model.Tokenizer;

    /// <summary>Tokens behind the documents, 0 or more.</summary>
    public int BehindDocuments(IReadOnlyList<Document> documents)
    {
        var budget = Math.Max(0, tools.Limits.Room - tools.Limits.EpisodeTokens);
        return budget - tools.Prompt.Compose(new Recollection { Documents = documents }, Tokenizer, budget).Tokens;
    }

    /// <summary>Titles of the documents that do not fit.</summary>
    public IReadOnlyList<string> LeftOut(IReadOnlyList<Document> documents)
    {
        var budget = Math.Max(0, tools.Limits.Room - tools.Limits.EpisodeTokens);
        return tools.Prompt.Compose(new Recollection { Documents = documents }, Tokenizer, budget).DocumentsLeftOut;
    }

    /// <summary>Tokens of a finished episode in a prompt.</summary>
    public int Count(EpisodeRecord episode)
    {
        if (!_episodes.TryGetValue(episode, out var tokens))
        {
            tokens = Tokenizer.Count(isBrief ? tools.Prompt.Brief(episode) : tools.Prompt.Episode(episode));
            _episodes.Add(episode, tokens);
        }

        return tokens;
    }

    /// <summary>As many of the latest episodes as fit, in their order.</summary>
    public IReadOnlyList<EpisodeRecord> Latest(IReadOnlyList<EpisodeRecord> episodes, int tokensMax)
    {
        var from = episodes.Count;
        for (var left = tokensMax; from > 0 && Count(episodes[from - 1]) <= left; from--)
        {
            left -= Count(episodes[from - 1]);
        }

        return [.. episodes.Skip(from)];
    }

    /// <summary>As many items as fit, from the first on, with the tokens each takes as <paramref name="written"/>.</summary>
    public IReadOnlyList<string> First(IReadOnlyList<string> items, Func<string, string> written, int tokensMax)
    {
        var count = 0;
        for (var left = tokensMax; count < items.Count && Tokenizer.Count(written(items[count])) <= left; count++)
        {
            left -= Tokenizer.Count(written(items[count]));
        }

        return [.. items.Take(count)];
    }
}
