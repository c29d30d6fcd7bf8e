using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Core.Learners;

/// <summary>What every learner of a run shares: one model, one renderer, one window.</summary>
public record LearnerTools
{
    public required ILanguageModel Model { get; init; }

    public required PromptBook Prompts { get; init; }

    public required PlayPrompt Prompt { get; init; }

    public required PlayerLimits Limits { get; init; }

    /// <summary>Tokens of context that the model's engine was opened with, where training depends on it; see the weights path.</summary>
    public int? EngineTokens { get; init; }

    /// <summary>
    /// Opens an embedder over the run's model, which the caller disposes of where it can be; null where there is none.
    /// </summary>
    public Func<IEmbedder>? OpenEmbedder { get; init; }

    /// <summary>Makes a task from its id, for references, which are told the truth; null where there are none.</summary>
    public Func<string, ITask>? Tasks { get; init; }

    /// <summary>
    /// Opens a model of the same architecture and vocabulary whose weights are random, for the reference that trains it; the caller
    /// disposes of it. Null where there is none.
    /// </summary>
    public Func<ILanguageModel>? OpenUntrained { get; init; }

    /// <summary>Threads that training may use; never more than there are cores.</summary>
    public required int Threads { get; init; }
}
