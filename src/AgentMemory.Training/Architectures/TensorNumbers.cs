using AgentMemory.Gguf;

namespace AgentMemory.Training.Architectures;

/// <summary>A stored tensor's numbers as F32.</summary>
public static class TensorNumbers
{
    /// <summary>Reads a tensor of any type that training reads.</summary>
    /// <exception cref="NotSupportedException">It is of another type.</exception>
    public static float[] Read(GgufFile file, GgufTensor tensor)
    {
        if (!Dequantizer.CanRead(tensor.Type))
        {
            throw new NotSupportedException($"{tensor.Name} is {tensor.Type}; {string.Join(", ", ModelFile.Trainable)} can be read");
        }

        var values = new float[checked((int)tensor.Elements)];
        TensorReader.ReadF32(file, tensor, values);
        return values;
    }
}
