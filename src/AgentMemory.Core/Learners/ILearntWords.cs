namespace AgentMemory.Core.Learners;

/// <summary>What a learner learnt in words, for whoever answers with a model: a conversation, or a text to go on from.</summary>
public interface ILearntWords
{
    /// <summary>What it remembers of what is said, as a text to stand before it; empty where it learnt nothing in words.</summary>
    /// <param name="said">What is asked or said now.</param>
    /// <param name="tokensMax">Tokens that the text may take, at least 0.</param>
    string Of(string said, int tokensMax);
}
