namespace AgentMemory.Core;

/// <summary>A task that can show how somebody plays who knows only what stands in the context; makes lessons for pretraining.</summary>
public interface IDemonstrable
{
    /// <summary>Somebody who has read the documents and seen nothing yet.</summary>
    IDemonstrator Demonstrate();

    /// <summary>
    /// What is true of the hidden part, one line each, in the words a learner would use for its notes. Empty where
    /// nothing is hidden.
    /// </summary>
    IReadOnlyList<string> TrueNotes { get; }
}

/// <summary>
/// Plays by the exact posterior over what is hidden, given the documents and what was observed. Holds state: one per life.
/// </summary>
public interface IDemonstrator
{
    /// <summary>The best reply for one who knows only what was observed; ties by the order of the legal replies.</summary>
    string Choose(IEpisode episode);

    /// <summary>Takes in what followed from a reply, whoever chose it.</summary>
    void Observe(IEpisode before, string reply, IEpisode after);

    /// <summary>Takes in true notes, as if their lines had been read.</summary>
    void Read(IReadOnlyList<string> notes);

    /// <summary>What is known so far of the hidden part, as notes.</summary>
    IReadOnlyList<string> Notes { get; }
}
