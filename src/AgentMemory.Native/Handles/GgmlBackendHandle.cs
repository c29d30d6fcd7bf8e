namespace AgentMemory.Native;

/// <summary>A stream of computation on one device (struct ggml_backend).</summary>
internal sealed unsafe class GgmlBackendHandle : NativeHandle
{
    private GgmlBackendHandle(nint backend, NativeDeviceCard device)
        : base(backend) => Device = device;

    /// <summary>The device it really runs on.</summary>
    internal NativeDeviceCard Device { get; }

    /// <summary>The processor, with this many threads.</summary>
    internal static GgmlBackendHandle OpenProcessor(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        NativeRuntime.Start();
        var backend = Open(NativeRuntime.Devices.First(device => !device.IsGraphics));
        backend.SetThreads(threads);
        return backend;
    }

    /// <summary>The device of <see cref="NativeRuntime.Devices"/> with this name.</summary>
    internal static GgmlBackendHandle Open(NativeDeviceCard device)
    {
        NativeRuntime.Start();
        var native = Ggml.ggml_backend_dev_by_name(device.Name);
        var backend = native == 0 ? 0 : Ggml.ggml_backend_dev_init(native, null);
        return backend != 0
            ? new GgmlBackendHandle(backend, device)
            : throw new NativeEngineException($"The device {device.Name} cannot be opened: {NativeLog.LastWords()}");
    }

    /// <summary>
    /// Sets the threads of a processor backend; other devices have none. Never more than there are processors: waiting
    /// threads spin, and two jobs of two threads on two processors were measured 20 to 150 times slower.
    /// </summary>
    internal void SetThreads(int threads)
    {
        var threadsUsed = Math.Clamp(threads, 1, Environment.ProcessorCount);
        // The processor's own functions live in a library loaded by variant, and are reached through its registry
        // alone.
        var registry = Ggml.ggml_backend_dev_backend_reg(Ggml.ggml_backend_get_device(Pointer));
        var set = (delegate* unmanaged[Cdecl]<nint, int, void>)Ggml.ggml_backend_reg_get_proc_address(
            registry, "ggml_backend_set_n_threads");
        if (set != null)
        {
            set(Pointer, threadsUsed);
        }
    }

    private protected override void Free(nint thing) => Ggml.ggml_backend_free(thing);
}
