using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Learners.Memory.Notes;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Memory.Playbook;

/// <summary>Lets the model look at episodes and its playbook and say small edits of it.</summary>
internal sealed class PlaybookWriter
{
    private readonly LearnerTools _tools;
    private readonly PlaybookSettings _settings;
    private readonly MemoryWriter _writer;

    public PlaybookWriter(LearnerTools tools, PlaybookSettings settings) => (_tools, _settings, _writer) = (tools, settings, new MemoryWriter(tools));

    /// <summary>One reflection; no reply where it was damaged.</summary>
    /// <exception cref="UserErrorException">The window is too small to be told how to edit.</exception>
    public (PlaybookReply? Reply, Cost Cost) Reflect(
        IReadOnlyList<Document> documents,
        IReadOnlyList<NoteItem> items,
        IReadOnlyList<EpisodeRecord> episodes,
        Rng rng,
        CancellationToken cancellation)
    {
        var isLines = _settings.Writing == PlaybookWriting.Lines;
        // What is not shown is neither confirmed nor blamed.
        var held = items.Select((item, i) => isLines ? _tools.Prompt.Note(item.Text) : Listed(item, i + 1)).ToList();
        var shown = new Window(_tools).First(held, item => item, _tools.Limits.Room / 4);
        var (answer, cost) = _writer.Write(
            new MemoryRequest
            {
                Shown = new Recollection
                {
                    Documents = documents,
                    Notes = isLines ? [.. items.Take(shown.Count).Select(item => item.Text)] : [],
                    Episodes = episodes,
                },
                Request = isLines ? _tools.Prompt.NotesHeading() : Instructions(shown),
                Form = tokens => FormOf(shown.Count, tokens),
                TokensMax = _settings.ReplyTokens,
                Temperature = _settings.Temperature,
                Remedy = "raise context_tokens, or set writing to lines",
            },
            rng,
            cancellation);
        var isCut = answer.Stop == StopReason.TokenLimit;
        return (isCut ? null
            : isLines ? PlaybookReply.ReadLines(answer.Text, _settings.EditsMax, _settings.LineCharactersMax)
            : PlaybookReply.Read(answer.Text, shown.Count, _settings.EditsMax, _settings.LineCharactersMax), cost);
    }

    private CompletionForm FormOf(int items, int tokens) => _settings.Writing switch
    {
        PlaybookWriting.Edits => new CompletionForm.Grammar(PlaybookReply.Grammar(items, _settings.EditsMax, _settings.LineCharactersMax), tokens),
        PlaybookWriting.Lines => new CompletionForm.Grammar(PlaybookReply.LinesGrammar(_settings.EditsMax, _settings.LineCharactersMax), tokens),
        PlaybookWriting.Free => new CompletionForm.Free(tokens, ["\n\n"]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private string Instructions(IReadOnlyList<string> items) => _tools.Prompts.Fill(
        "playbook/edit",
        ("items", items.Count == 0 ? _tools.Prompts.Text("playbook/none") : string.Join("\n", items)),
        ("edits", _settings.EditsMax.ToString(CultureInfo.InvariantCulture))) + "\n";

    private string Listed(NoteItem item, int number) => _tools.Prompts.Fill(
        "playbook/item",
        ("number", number.ToString(CultureInfo.InvariantCulture)),
        ("text", item.Text),
        ("helpful", item.Helpful.ToString(CultureInfo.InvariantCulture)),
        ("harmful", item.Harmful.ToString(CultureInfo.InvariantCulture)));
}
