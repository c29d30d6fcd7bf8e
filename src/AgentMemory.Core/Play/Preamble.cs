using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Core.Play;

/// <summary>What a player may put in front of an episode: documents, then what it remembers.</summary>
public sealed record Recollection
{
    public required IReadOnlyList<Document> Documents { get; init; }

    /// <summary>The notebook's lines, or empty.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Retrieved passages, best first.</summary>
    public IReadOnlyList<string> Passages { get; init; } = [];

    /// <summary>Earlier episodes, oldest first.</summary>
    public IReadOnlyList<EpisodeRecord> Episodes { get; init; } = [];

    /// <summary>Episodes are shown in brief; see <see cref="PlayPrompt.Brief"/>.</summary>
    public bool IsBrief { get; init; }

    /// <summary>What recalling took: a query that was embedded.</summary>
    public Cost Cost { get; init; } = Cost.None;

    /// <summary>The part of it that a preamble had room for; the documents stay as they are.</summary>
    public Recollection Within(Preamble preamble)
    {
        ArgumentNullException.ThrowIfNull(preamble);
        return preamble is { NotesLeftOut: 0, PassagesLeftOut: 0, EpisodesLeftOut: 0 } ? this : this with
        {
            Notes = [.. Notes.Take(Notes.Count - preamble.NotesLeftOut)],
            Passages = [.. Passages.Take(Passages.Count - preamble.PassagesLeftOut)],
            Episodes = [.. Episodes.Skip(preamble.EpisodesLeftOut)],
        };
    }
}

/// <summary>The beginning of a prompt, the same for every turn that shares it, and what did not fit.</summary>
public sealed record Preamble
{
    public required string Text { get; init; }

    public required int Tokens { get; init; }

    /// <summary>Titles of documents that did not fit; they are left out whole.</summary>
    public required IReadOnlyList<string> DocumentsLeftOut { get; init; }

    public required int NotesLeftOut { get; init; }

    public required int PassagesLeftOut { get; init; }

    /// <summary>The oldest episodes, dropped first.</summary>
    public required int EpisodesLeftOut { get; init; }
}
