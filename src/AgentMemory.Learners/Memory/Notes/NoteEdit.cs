namespace AgentMemory.Learners.Memory.Notes;

/// <summary>One change to a task's notebook. Numbers count the items from 1, as they were before any of the edits.</summary>
internal abstract record NoteEdit
{
    private NoteEdit()
    {
    }

    /// <summary>A new item; where the same words stand already, that item helped once more.</summary>
    public sealed record Add(string Text) : NoteEdit;

    /// <summary>Other words for an item; its counts begin anew.</summary>
    public sealed record Change(int Item, string Text) : NoteEdit;

    /// <summary>One item in place of two, with the counts of both.</summary>
    public sealed record Merge(int Item, int Other, string Text) : NoteEdit;

    public sealed record Delete(int Item) : NoteEdit;

    /// <summary>The item was right.</summary>
    public sealed record Helped(int Item) : NoteEdit;

    /// <summary>The item was wrong, or led astray.</summary>
    public sealed record Harmed(int Item) : NoteEdit;
}

/// <summary>A note and how often it was found right and wrong.</summary>
/// <param name="Text">One line.</param>
/// <param name="Helpful">1 when it is written, for its writer holds it to be true.</param>
/// <param name="Harmful">An item whose harm outweighs its help is dropped.</param>
internal sealed record NoteItem(string Text, int Helpful, int Harmful)
{
    /// <summary>Decides which items stay when not all fit.</summary>
    public int Balance => Helpful - Harmful;
}
