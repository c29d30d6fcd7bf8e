using AgentMemory.Claims.Results;

namespace AgentMemory.Cli.Claims;

/// <summary>What can be run and kept by itself: one model in one size, or a whole plan.</summary>
/// <param name="Name">Of its folder.</param>
/// <param name="Work">What it takes, in words.</param>
/// <param name="Run">Runs it, given the part's folder and what to say while it does.</param>
internal sealed record ClaimPart(string Name, string Work, Func<string, Action<string>, CancellationToken, ClaimResult> Run);
