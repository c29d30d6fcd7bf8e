namespace AgentMemory.Core.Grammars;

/// <summary>What one rule allows: any of its alternates.</summary>
/// <param name="Name">As written; of a group or a repetition, the name of the rule that it is in.</param>
/// <param name="At">Where it is written: the number of UTF-16 units before it.</param>
/// <param name="IsRepetition">Made of *, +, ? or a count.</param>
/// <param name="Alternates">Each a sequence of elements; an empty one allows the empty text.</param>
public sealed record GrammarRule(string Name, int At, bool IsRepetition, IReadOnlyList<IReadOnlyList<GrammarElement>> Alternates);
