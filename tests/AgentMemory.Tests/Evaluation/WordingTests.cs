using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Tests.Evaluation;

public sealed class WordingTests
{
    [Theory]
    [InlineData(0.3, "0.30")]
    [InlineData(0.1234, "0.12")]
    [InlineData(1.606e10, "1.606e10")]
    [InlineData(-2.5e20, "-2.5e20")]
    [InlineData(1e100, "1e100")]
    [InlineData(9_999_999.0, "9999999")]
    [InlineData(double.NaN, "unknown")]
    public void Numbers_keep_the_zeros_that_count(double number, string expected) => Assert.Equal(expected, Wording.Number(number));
}
