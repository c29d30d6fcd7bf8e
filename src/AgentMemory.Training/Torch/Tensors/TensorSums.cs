using TorchSharp;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Tensors;

/// <summary>
/// Sums for which no number is made within the call. TorchSharp's own sums (+, add, add_, square) make a Scalar for a factor or an
/// exponent, pass its address to native code and hold it no longer: the garbage collector may free it while it is read, and the sum
/// is then wrong, or "Unknown scalar type" is thrown. A test looks for such calls in the compiled code.
/// </summary>
internal static class TensorSums
{
    /// <summary>The number one, held for good.</summary>
    public static readonly Scalar One = 1f.ToScalar();

    /// <summary>Minus one, held for good.</summary>
    public static readonly Scalar MinusOne = (-1f).ToScalar();

    /// <summary>x + y.</summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, One);

    /// <summary>x + number, for a number that the caller holds.</summary>
    public static Tensor Plus(this Tensor x, Scalar number) => x.add(number, One);

    /// <summary>x + number in its place, for a number that the caller holds.</summary>
    public static Tensor PlusInPlace(this Tensor x, Scalar number) => x.add_(number, One);
}
