namespace AgentMemory.Fields.Knowledge;

/// <summary>A part of a textbook.</summary>
/// <param name="Title">A line that names it.</param>
/// <param name="Text">Definitions, laws, remarks and worked examples, in Markdown.</param>
/// <param name="Exercises">With answers and explanations; practice material.</param>
public sealed record Chapter(string Title, string Text, IReadOnlyList<FieldItem> Exercises);
