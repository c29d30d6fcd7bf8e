using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Core.Lives;

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

    /// <summary>Of such notes those that help with what is seen; all of them where that cannot be told.</summary>
    /// <param name="notes">Notes of this task.</param>
    /// <param name="view">What a player sees.</param>
    IReadOnlyList<string> NotesOn(IReadOnlyList<string> notes, string view) => notes;

    /// <summary>
    /// How a best reply follows from the documents and the true notes: worked examples, a line each, in the order in which they are to be
    /// read. Their questions and starts are those of practice, never those of an exam.
    /// </summary>
    Known<IReadOnlyList<NoteReason>> Reasons => Known<IReadOnlyList<NoteReason>>.Not("its family gives no reasons");
}

/// <summary>A worked example of a true note, or of several.</summary>
/// <param name="Text">One line.</param>
/// <param name="Note">The note that it uses; null where it uses what stands in several, or in the documents.</param>
public sealed record NoteReason(string Text, string? Note = null);

/// <summary>
/// Plays by the exact posterior over what is hidden, given the documents and what was observed. Holds state: one per life.
/// </summary>
public interface IDemonstrator
{
    /// <summary>The best reply for one who knows only what was observed; ties by the order of the legal replies.</summary>
    string Choose(IEpisode episode);

    /// <summary>
    /// One figure for each legal reply in its order, the highest for the best one; equal exactly where nothing that was observed tells
    /// replies apart. Unless it is known better, the reply of <see cref="Choose"/> stands before all others.
    /// </summary>
    /// <exception cref="ArgumentException">The view lists no replies.</exception>
    IReadOnlyList<double> Rank(IEpisode episode)
    {
        var replies = episode.View.Reply is ReplyForm.OneOf form
            ? form.Replies
            : throw new ArgumentException("only listed replies can be ranked", nameof(episode));
        var chosen = Choose(episode);
        return [.. replies.Select(reply => reply == chosen ? 1.0 : 0.0)];
    }

    /// <summary>Takes in what followed from a reply, whoever chose it.</summary>
    void Observe(IEpisode before, string reply, IEpisode after);

    /// <summary>Takes in true notes, as if their lines had been read.</summary>
    void Read(IReadOnlyList<string> notes);

    /// <summary>What is known so far of the hidden part, as notes.</summary>
    IReadOnlyList<string> Notes { get; }
}
