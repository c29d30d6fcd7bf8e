namespace AgentMemory.Memory.Passages;

/// <summary>Moments as the file holds them: milliseconds since 1970, UTC.</summary>
internal static class StoreMoment
{
    public static long Number(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();

    public static DateTimeOffset Of(long number) => DateTimeOffset.FromUnixTimeMilliseconds(number);
}
