using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using AgentMemory.Gguf;
using AgentMemory.Native;

namespace AgentMemory.Weights;

/// <summary>
/// Nodes of a graph that are computed by this project's own kernels, on ggml's threads, with the scratch memory that each
/// thread has for them. An exception cannot cross native code: the first one is kept and thrown after the graph.
/// </summary>
internal sealed unsafe class CustomOperations : IDisposable
{
    private const nuint Alignment = 64;

    private readonly List<GCHandle> _kept = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<int, (nint Start, nuint Floats)> _scratch = [];
    private ExceptionDispatchInfo? _failure;

    /// <summary>What a kernel is called with on every thread of the graph.</summary>
    /// <param name="result">Where the result goes.</param>
    /// <param name="thread">This thread's number.</param>
    /// <param name="threads">How many share the work.</param>
    public delegate void Kernel(float* result, int thread, int threads);

    /// <summary>A node of F32 numbers that the kernel computes.</summary>
    /// <param name="context">Takes the node's header.</param>
    /// <param name="extents">Of the result, fastest first.</param>
    /// <param name="sources">What the kernel reads, so that the graph keeps it until then.</param>
    /// <param name="kernel">Its sources' data are where ggml says once the graph runs.</param>
    public nint Add(nint context, (long D0, long D1, long D2, long D3) extents, ReadOnlySpan<nint> sources, Kernel kernel)
    {
        var held = GCHandle.Alloc(new Held(this, kernel));
        _kept.Add(held);
        fixed (nint* args = sources)
        {
            return Ggml.ggml_custom_4d(
                context,
                GgmlType.F32,
                extents.D0,
                extents.D1,
                extents.D2,
                extents.D3,
                args,
                sources.Length,
                &Run,
                Ggml.AllTasks,
                GCHandle.ToIntPtr(held));
        }
    }

    /// <summary>At least so many numbers for this thread alone; what they held is lost.</summary>
    public float* Scratch(int thread, long floats)
    {
        lock (_lock)
        {
            var (start, size) = _scratch.GetValueOrDefault(thread);
            if (size < (nuint)floats)
            {
                NativeMemory.AlignedFree((void*)start);
                start = (nint)NativeMemory.AlignedAlloc((nuint)floats * sizeof(float), Alignment);
                _scratch[thread] = (start, (nuint)floats);
            }

            return (float*)start;
        }
    }

    /// <summary>Throws what a kernel threw in the graph just computed.</summary>
    public void ThrowIfFailed()
    {
        var failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    public void Dispose()
    {
        _kept.ForEach(k => k.Free());
        _kept.Clear();
        foreach (var (start, _) in _scratch.Values)
        {
            NativeMemory.AlignedFree((void*)start);
        }

        _scratch.Clear();
    }

    /// <summary>Where a tensor's numbers stand in memory.</summary>
    internal static float* Data(nint tensor) => (float*)GgmlTensor.At(tensor).Data;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Run(nint result, int thread, int threads, nint userData)
    {
        var held = (Held)GCHandle.FromIntPtr(userData).Target!;
        try
        {
            held.Kernel(Data(result), thread, threads);
        }
        catch (Exception e)
        {
            held.Owner._failure ??= ExceptionDispatchInfo.Capture(e);
        }
    }

    private sealed record Held(CustomOperations Owner, Kernel Kernel);
}
