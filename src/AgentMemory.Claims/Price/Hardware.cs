using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Claims.Price;

/// <summary>A machine that can be rented, as <c>eval/hardware.yaml</c> has it (schema <c>agentmemory.hardware/1</c>).</summary>
public sealed record Hardware
{
    private const string Schema = "agentmemory.hardware/1";

    /// <summary>Names it.</summary>
    public required string Name { get; init; }

    /// <summary>Dollars for an hour.</summary>
    public required double DollarsPerHour { get; init; }

    /// <summary>Bytes a second from and to its memory.</summary>
    public required double BytesPerSecond { get; init; }

    /// <summary>Floating-point operations a second, dense, in 16 bits.</summary>
    public required double OperationsPerSecond { get; init; }

    /// <summary>Where the figures are from, and which of them were written from memory.</summary>
    public required string Source { get; init; }

    /// <summary>Reads the list.</summary>
    /// <exception cref="UserErrorException">A field is missing, unknown or out of range.</exception>
    public static IReadOnlyList<Hardware> ReadAll(string path)
    {
        var map = YamlMap.Parse(path, TextFile.Read(path, "hardware"));
        map.Word("schema", Schema);
        var machines = map.List("machines", node =>
        {
            var machine = map.Map(node, "machines");
            var hardware = new Hardware
            {
                Name = machine.Text("name"),
                DollarsPerHour = machine.Number("dollars_per_hour", 1e-6, 1e6),
                BytesPerSecond = machine.Number("bytes_per_second", 1e6, 1e18),
                OperationsPerSecond = machine.Number("operations_per_second", 1e6, 1e21),
                Source = machine.Text("source"),
            };
            machine.RefuseUnread();
            return hardware;
        });
        map.RefuseUnread();
        return machines;
    }

    /// <summary>
    /// Dollars for a million tokens: the longer of moving the bytes and doing the operations, at the price of an hour. Both overlap where the
    /// machine is fully used, so it is a lower bound.
    /// </summary>
    public double DollarsPerMillionTokens(TokenWork work)
    {
        const double SecondsPerHour = 3_600;
        const double Million = 1e6;
        ArgumentNullException.ThrowIfNull(work);
        return Million * SecondsFor(work) * DollarsPerHour / SecondsPerHour;
    }

    /// <summary>Seconds for a token.</summary>
    public double SecondsFor(TokenWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return Math.Max((work.BytesRead + work.BytesWritten) / BytesPerSecond, work.Operations / OperationsPerSecond);
    }
}
