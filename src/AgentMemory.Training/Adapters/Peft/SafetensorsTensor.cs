using AgentMemory.Gguf;

namespace AgentMemory.Training.Adapters.Peft;

/// <summary>A tensor of a safetensors file.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Type">F32, F16 or BF16.</param>
/// <param name="Shape">Slowest dimension first.</param>
/// <param name="Offset">Bytes from the start of the data.</param>
/// <param name="Bytes">Bytes of the data.</param>
internal sealed record SafetensorsTensor(string Name, GgmlType Type, IReadOnlyList<long> Shape, long Offset, long Bytes);
