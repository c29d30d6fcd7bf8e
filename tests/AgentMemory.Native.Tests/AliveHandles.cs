namespace AgentMemory.Native.Tests;

/// <summary>For tests that count native things before and after: what earlier tests left to the garbage collector is gone first.</summary>
internal static class AliveHandles
{
    internal static IReadOnlyDictionary<string, int> OnceSettled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return NativeHandle.LiveByKind;
    }
}
