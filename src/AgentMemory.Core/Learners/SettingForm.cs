using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace AgentMemory.Core.Learners;

/// <summary>What the value of a setting looks like.</summary>
public abstract record SettingForm
{
    private SettingForm()
    {
    }

    /// <summary>One word for lists: whole, number, flag or word.</summary>
    public abstract string Type { get; }

    /// <summary>The value of a text, or null where it is none of this form.</summary>
    internal abstract object? Read(string text);

    /// <summary>A value as plans have it; reading it gives the value again, to the bit.</summary>
    internal abstract string Write(object value);

    /// <summary>The end of an error about a text that <see cref="Read"/> refused: the word that may have been meant.</summary>
    internal virtual string Hint(string text) => "";

    /// <summary>A whole number.</summary>
    public sealed record Whole(NumberRange<int> Range) : SettingForm
    {
        public override string Type => "whole";

        public override string ToString() => Range.ToString();

        internal override object? Read(string text) => Range.TryRead(text, out var value) ? value : null;

        internal override string Write(object value) => ((int)value).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A number.</summary>
    public sealed record Number(NumberRange<double> Range) : SettingForm
    {
        public override string Type => "number";

        public override string ToString() => Range.ToString();

        internal override object? Read(string text) => Range.TryRead(text, out var value) ? value : null;

        internal override string Write(object value) => ((double)value).ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>true or false.</summary>
    public sealed record Flag : SettingForm
    {
        public override string Type => "flag";

        public override string ToString() => "true or false";

        internal override object? Read(string text) => text switch
        {
            "true" => true,
            "false" => false,
            _ => null,
        };

        internal override string Write(object value) => (bool)value ? "true" : "false";
    }

    /// <summary>One of the members of an enum.</summary>
    public sealed record Word(Type Members) : SettingForm
    {
        public override string Type => "word";

        /// <summary>The words, in the order of their declaration, each with what it means.</summary>
        public IReadOnlyList<(string Word, string Meaning)> Words { get; } =
        [
            .. Members.GetFields(BindingFlags.Public | BindingFlags.Static).Select(member =>
                (WordOf(member.Name), member.GetCustomAttribute<SettingAttribute>()?.Meaning
                    ?? throw new ArgumentException($"{Members.Name}.{member.Name} bears no meaning", nameof(Members)))),
        ];

        public override string ToString() => $"one of {string.Join(", ", Words.Select(word => word.Word))}";

        internal override object? Read(string text) =>
            Enum.GetValues(Members).Cast<object>().FirstOrDefault(member => WordOf(member.ToString()!) == text);

        internal override string Write(object value) => WordOf(value.ToString()!);

        internal override string Hint(string text) => NearestName.Hint(text, Words.Select(word => word.Word));

        private static string WordOf(string member) => JsonNamingPolicy.KebabCaseLower.ConvertName(member);
    }
}
