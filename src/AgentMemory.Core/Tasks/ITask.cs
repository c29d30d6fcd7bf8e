using System.Text.Json.Serialization;
using AgentMemory.Core.Episodes;

namespace AgentMemory.Core.Tasks;

/// <summary>What kind of thing is learnt.</summary>
public enum TaskKind
{
    /// <summary>Rules, positions, legal moves, a score.</summary>
    Game,

    /// <summary>Concepts that build on each other, a textbook, exam items with checked answers.</summary>
    Field,
}

/// <summary>
/// Something to be learnt: an invented game or an invented field, made from a family, its parameters and a seed.
/// Implementations are immutable and safe to share between threads.
/// </summary>
public interface ITask
{
    /// <summary>Canonical and complete: making a task from this text gives the same task again.</summary>
    string Id { get; }

    /// <summary>The family it was made from, or "file".</summary>
    string Family { get; }

    TaskKind Kind { get; }

    /// <summary>Texts a learner may read, in order.</summary>
    IReadOnlyList<Document> Documents { get; }

    /// <summary>How much has to be found out and how much worked out.</summary>
    HiddenShare Hidden { get; }

    /// <summary>Bits of what is hidden, log2 of the worlds that the documents leave possible where they are equally likely; at least 0.</summary>
    Known<double> HiddenBits { get; }

    /// <summary>How much of the hidden part a transcript has told.</summary>
    Known<IEvidence> Evidence { get; }

    /// <summary>Which questions practice shows and which only an exam asks, where episodes are questions.</summary>
    Known<IQuestionPartition> Partition { get; }

    /// <summary>The exact exam, where decision states are few.</summary>
    Known<IStateExam> StateExam { get; }

    /// <summary>
    /// Mean outcome, over the exam's starts or questions, of a player who picks uniformly among the legal replies. Scores are
    /// normalised by this and <see cref="Ceiling"/>, those of practice too: one scale for both, so practice may pass 0 or 1.
    /// </summary>
    double Floor { get; }

    /// <summary>Mean outcome, over the exam's starts or questions, of the best possible player, who also knows what is hidden.</summary>
    double Ceiling { get; }

    /// <summary>
    /// A fresh episode to learn from. No two episodes of practice and exam coincide, whatever the seeds; where the task has more
    /// than one start or question, none of the exam's occurs in practice.
    /// </summary>
    IEpisode Practice(ulong seed);

    /// <summary>A fresh episode to be examined on.</summary>
    IEpisode Exam(ulong seed);
}

/// <summary>A text that a learner may read.</summary>
/// <param name="Title">A line that names it.</param>
/// <param name="Text">Its words.</param>
/// <param name="OpenBook">Shown at the exam too; otherwise only while learning.</param>
public sealed record Document(string Title, string Text, bool OpenBook = true)
{
    /// <summary>Says what a game's rules are, and nothing that is asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsRulebook { get; init; }
}

/// <summary>What a task asks to be found out against what must be worked out from what is told.</summary>
/// <param name="What">One plain line naming the hidden part, or "nothing".</param>
/// <param name="ReachableWithout">
/// The share, from 0 to 1, of the range from floor to ceiling that the best player reaches who never learns the
/// hidden part. 1 where nothing is hidden. Over all starts, those of practice included.
/// </param>
public sealed record HiddenShare(string What, double ReachableWithout)
{
    /// <summary>The documents tell all: perfect play needs calculation, not experience.</summary>
    public static HiddenShare Nothing { get; } = new("nothing", 1);

    /// <summary>True where experience can teach what the documents do not.</summary>
    public bool IsHidden => ReachableWithout < 1;
}
