using System.Numerics;
using AgentMemory.Core;

namespace AgentMemory.Tests.Core;

public sealed class NumberRangeTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("007", 7)]
    [InlineData("100", 100)]
    [InlineData("-5", -5)]
    [InlineData("-0", 0)]
    public void A_whole_number_is_digits_with_a_minus_sign_where_it_is_below_zero(string text, int value) =>
        Assert.Equal(value, Read(new NumberRange<int>(-5, 100), text));

    [Theory]
    [InlineData("0.5", 0.5)]
    [InlineData("1e-3", 0.001)]
    [InlineData("1E+1", 10)]
    [InlineData("3", 3)]
    [InlineData(".5", 0.5)]
    public void A_number_may_have_a_point_and_an_exponent(string text, double value) =>
        Assert.Equal(value, Read(new NumberRange<double>(0, 10), text));

    [Fact]
    public void Minus_zero_is_zero()
    {
        Assert.True(new NumberRange<double>(0, 1).TryRead("-0.0", out var value));
        Assert.False(double.IsNegative(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("+1")]
    [InlineData("1,000")]
    [InlineData("1_000")]
    [InlineData("１")]
    [InlineData("٣")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-∞")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1e")]
    [InlineData("e5")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("1.")]
    [InlineData("1\n")]
    [InlineData("99999999999999999999999")]
    [InlineData("-99999999999999999999999")]
    [InlineData("ten")]
    public void What_is_no_number_of_the_range_is_refused_by_every_kind_of_number(string text)
    {
        Assert.Null(Read(new NumberRange<int>(-1_000, 1_000), text));
        Assert.Null(Read(new NumberRange<long>(-1_000, 1_000), text));
        Assert.Null(Read(new NumberRange<ulong>(0, ulong.MaxValue), text));
        Assert.Null(Read(new NumberRange<double>(-1_000, 1_000), text));
        Assert.Null(Read(new NumberRange<float>(-1_000, 1_000), text));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e2")]
    [InlineData("2147483648")]
    [InlineData("4294967297")]
    public void A_whole_number_has_no_point_no_exponent_and_does_not_wrap_around(string text) =>
        Assert.Null(Read(new NumberRange<int>(0, int.MaxValue), text));

    [Fact]
    public void A_range_says_what_it_allows()
    {
        Assert.Equal("a whole number from 1 to 1000", new NumberRange<int>(1, 1_000).ToString());
        Assert.Equal("a number from 0 to 0.95", new NumberRange<double>(0, 0.95).ToString());
        Assert.Equal("a whole number from 0 to 18446744073709551615", Ranges.Seed.ToString());
    }

    private static T? Read<T>(NumberRange<T> range, string text)
        where T : struct, INumber<T>, IMinMaxValue<T> => range.TryRead(text, out var value) ? value : null;
}
