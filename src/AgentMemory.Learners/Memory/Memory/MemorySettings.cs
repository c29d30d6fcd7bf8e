using System.Globalization;
using AgentMemory.Core.Learners;
using AgentMemory.Learners.Memory.Notes;
using AgentMemory.Learners.Memory.Rag;

namespace AgentMemory.Learners.Memory.Memory;

/// <summary>What the learner "memory" is set by.</summary>
public sealed record MemorySettings : LearnerSettings
{
    [Setting("The notes' share of the window after the documents.", Least = 0, Most = 1)]
    public double NotesShare { get; init; } = 0.2;

    [Setting(
        "The share of what is retrieved, likewise. The rest, and what those two leave over, holds the latest episodes.",
        Least = 0,
        Most = 1)]
    public double RecalledShare { get; init; } = 0.3;

    [Setting("The notebook, as for notes."), Was("notes_")]
    public NotesSettings Notes { get; init; } = new();

    [Setting("The database, as for rag; how its episodes stand in the window, the latest ones do too."), Was("rag_")]
    public RagSettings Rag { get; init; } = new() { PassagesMax = 6 };

    public override string? Contradiction => NotesShare + RecalledShare > 1
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"notes_share and recalled_share come to {NotesShare + RecalledShare}; they share one window, at most 1")
        : null;
}
