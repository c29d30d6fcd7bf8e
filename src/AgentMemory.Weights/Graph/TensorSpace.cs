using AgentMemory.Gguf;
using AgentMemory.Native;
using static AgentMemory.Native.Ggml;

namespace AgentMemory.Weights;

/// <summary>Tensors whose data stays where it is from pass to pass: weights, inputs, gradients, moments.</summary>
internal sealed class TensorSpace : IDisposable
{
    private readonly GgmlContextHandle _context;
    private readonly int _tensorsMax;
    private int _tensors;
    private GgmlBufferHandle? _buffer;

    /// <param name="tensorsMax">Tensors it can hold; one more would abort the process and is refused here.</param>
    public TensorSpace(int tensorsMax)
    {
        _tensorsMax = tensorsMax;
        _context = GgmlContextHandle.Create(tensorsMax);
    }

    /// <summary>Bytes of memory the tensors take; 0 before <see cref="Allocate"/>.</summary>
    public long SizeBytes => _buffer?.Bytes ?? 0;

    /// <summary>A new tensor, fastest dimension first.</summary>
    public nint New(string name, GgmlType type, long d0, long d1 = 1, long d2 = 1, long d3 = 1)
    {
        if (_buffer is not null || _tensors == _tensorsMax)
        {
            throw new InvalidOperationException($"the space for {_tensorsMax} tensors is full or already allocated");
        }

        _tensors++;
        var tensor = ggml_new_tensor_4d(_context.Pointer, type, d0, d1, d2, d3);
        // ggml keeps 63 bytes of a name; ours are looked up on our side, theirs only appear in messages.
        ggml_set_name(tensor, name.Length <= 60 ? name : name[..60]);
        return tensor;
    }

    /// <summary>Gives all tensors memory on the device, filled with zeros.</summary>
    public void Allocate(GgmlBackendHandle backend)
    {
        if (_tensors == 0)
        {
            return;
        }

        _buffer = GgmlBufferHandle.Allocate(_context, backend);
        _buffer.Fill(0);
    }

    /// <summary>Sets every number to zero.</summary>
    public void Clear() => _buffer?.Fill(0);

    public void Dispose()
    {
        _buffer?.Dispose();
        _context.Dispose();
    }
}
