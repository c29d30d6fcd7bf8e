namespace AgentMemory.Learners.Weights.LoraRead;

/// <summary>A lesson that the model wrote for itself: what is read and what is to be written.</summary>
internal sealed record LessonPair(string Prompt, string Completion);
