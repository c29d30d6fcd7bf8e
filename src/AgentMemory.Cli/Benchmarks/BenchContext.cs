using AgentMemory.Cli.Processes;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>What a benchmark runs with.</summary>
internal sealed record BenchContext
{
    public required Home Home { get; init; }

    /// <summary>The model named, or null for the shipped one.</summary>
    public required string? Model { get; init; }

    public required int? Threads { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>A folder for tables, or null to print them alone.</summary>
    public required string? Folder { get; init; }

    /// <summary>A smaller run where the benchmark has one.</summary>
    public bool Quick { get; init; }

    /// <summary>A plan in place of the shipped one, where the benchmark is set by one.</summary>
    public string? Plan { get; init; }

    /// <summary>Probes of the benchmark model, or parts of the benchmark train; all where none is named.</summary>
    public IReadOnlyList<string> Probes { get; init; } = [];

    /// <summary>Of the benchmark train's part device; null for a card where there is one.</summary>
    public string? Device { get; init; }

    /// <summary>How often the benchmark train measures each figure, turn about.</summary>
    public int Rounds { get; init; } = 6;

    /// <summary>How long the benchmark train measures each figure, at least.</summary>
    public TimeSpan Each { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>A folder with llama.cpp's own benchmark programs, or null.</summary>
    public string? Against { get; init; }

    /// <summary>How many learners of each kind the benchmark verdict simulates.</summary>
    public int Replications { get; init; } = 8_000;

    /// <summary>How many comparisons of each size the benchmark evidence simulates.</summary>
    public int Draws { get; init; } = 100;

    public required TextWriter Output { get; init; }

    public required TimeProvider Time { get; init; }

    public required CancellationToken Cancellation { get; init; }
}
