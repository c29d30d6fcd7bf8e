using AgentMemory.Gguf;


namespace AgentMemory.Cli.Models;

/// <summary>What a user asks of the engine; null leaves it to be chosen.</summary>
internal sealed record EngineWishes(int? ContextTokens, GgmlType? CacheType, bool? FlashAttention);
