namespace AgentMemory.Training.Architectures;

/// <summary>What llama.cpp's graphs assert of a shape; a file that breaks it would end the process there.</summary>
internal static class Limits
{
    /// <summary>Positions turn all of a head.</summary>
    public static string? WholeHeadsTurn(ModelShape shape) => shape.RopeDimensions == shape.HeadWidth
        ? null
        : $"{shape.RopeDimensions} of a head's {shape.HeadWidth} numbers are turned, and {shape.Architecture} turns all";

    /// <summary>The heads together are as wide as the residual stream.</summary>
    public static string? HeadsFillWidth(ModelShape shape) => shape.Heads * (long)shape.HeadWidth == shape.Width
        ? null
        : $"{shape.Heads} heads of {shape.HeadWidth} do not fill a width of {shape.Width}";
}
