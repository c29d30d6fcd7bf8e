using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Owns one native thing and frees it once, whatever happens. What is alive is counted, so that a test finds a leak.
/// </summary>
internal abstract class NativeHandle : SafeHandle
{
    private static readonly ConcurrentDictionary<string, int> Live = new();

    private protected NativeHandle(nint thing)
        : base(0, ownsHandle: true)
    {
        SetHandle(thing);
        if (thing != 0)
        {
            Live.AddOrUpdate(GetType().Name, 1, (_, count) => count + 1);
        }
    }

    public sealed override bool IsInvalid => handle == 0;

    /// <summary>Native things alive in the process, by the handle's name; kinds with none are left out.</summary>
    internal static IReadOnlyDictionary<string, int> LiveByKind =>
        Live.Where(kind => kind.Value != 0).ToDictionary(kind => kind.Key, kind => kind.Value);

    /// <summary>The native pointer, good while this handle is.</summary>
    /// <exception cref="ObjectDisposedException">The thing was freed.</exception>
    internal nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    protected sealed override bool ReleaseHandle()
    {
        Free(handle);
        Live.AddOrUpdate(GetType().Name, 0, (_, count) => count - 1);
        return true;
    }

    /// <summary>Gives the thing back to the library that made it.</summary>
    private protected abstract void Free(nint thing);

    /// <summary>Keeps <paramref name="owner"/> alive as long as this handle, whichever is disposed first.</summary>
    private protected static T Hold<T>(T owner)
        where T : NativeHandle
    {
        var held = false;
        owner.DangerousAddRef(ref held);
        return owner;
    }
}
