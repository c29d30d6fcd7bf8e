using TorchSharp;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Tensors;

/// <summary>
/// A matrix with the same singular vectors whose singular values are all near 1, by five Newton-Schulz steps of the fifth order; the
/// coefficients are Jordan et al.'s (2024), which stop between 0.7 and 1.2 and are fast where a singular value is small.
/// </summary>
internal static class NewtonSchulz
{
    private const int Steps = 5;
    private static readonly Scalar First = 3.4445f.ToScalar();
    private static readonly Scalar Third = (-4.7750f).ToScalar();
    private static readonly Scalar Fifth = 2.0315f.ToScalar();
    private static readonly Scalar Tiny = 1e-7f.ToScalar();

    /// <summary>F32 [rows, columns] to the same shape; the products are over the shorter side. Made within the caller's dispose scope.</summary>
    public static Tensor Orthogonal(Tensor matrix)
    {
        var isTall = matrix.shape[0] > matrix.shape[1];
        var x = isTall ? matrix.t() : matrix;
        x = x / x.norm().PlusInPlace(Tiny);
        for (var step = 0; step < Steps; step++)
        {
            var gram = x.matmul(x.t());
            var factor = gram.mul(Third).Plus(gram.matmul(gram).mul_(Fifth));
            x = x.mul(First).Plus(factor.matmul(x));
        }

        return isTall ? x.t() : x;
    }
}
