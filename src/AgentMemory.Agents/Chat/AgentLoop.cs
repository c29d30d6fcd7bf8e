using Microsoft.Extensions.AI;

namespace AgentMemory.Agents.Chat;

/// <summary>
/// The limits of a loop in which a model calls functions: a small model left alone calls up to forty times, and a bare "it failed"
/// teaches it nothing. A call that is repeated is ended by <see cref="LocalChatClient"/> itself.
/// </summary>
public static class AgentLoop
{
    /// <summary>Requests to the model for one question; the last one has no functions and is answered in words.</summary>
    public const int RoundsMax = 6;

    /// <summary>Calls the functions that the model asks for, and asks it again with what they gave.</summary>
    public static ChatClientBuilder UseAgentLoop(this ChatClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseFunctionInvocation(configure: Limit);
    }

    internal static void Limit(FunctionInvokingChatClient loop)
    {
        loop.MaximumIterationsPerRequest = RoundsMax;
        // The model runs on this machine: nobody learns from an error what they could not see anyway.
        loop.IncludeDetailedErrors = true;
        // Rounds that fail are counted by the limit above; thrown on, they would cost the conversation its turn.
        loop.MaximumConsecutiveErrorsPerRequest = RoundsMax;
        loop.AllowConcurrentInvocation = false;
    }
}
