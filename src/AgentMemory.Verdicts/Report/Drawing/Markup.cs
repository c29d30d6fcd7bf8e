using System.Globalization;
using System.Net;
using System.Text;

namespace AgentMemory.Verdicts.Report.Drawing;

/// <summary>Writes HTML: what is named text is escaped, what is named markup is not.</summary>
internal sealed class Markup
{
    /// <summary>The start of a frame that scrolls sideways by itself, for the keyboard too; a <c>div</c> that the caller ends.</summary>
    public const string Scroll = "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Scrolls sideways\">";

    private readonly StringBuilder _written = new();

    /// <summary>Markup as it is.</summary>
    public Markup Raw(string markup)
    {
        _written.Append(markup);
        return this;
    }

    /// <summary>Text, escaped.</summary>
    public Markup Text(string? text)
    {
        _written.Append(WebUtility.HtmlEncode(text));
        return this;
    }

    /// <summary>An element with text in it.</summary>
    public Markup Element(string name, string? text, string? className = null) =>
        Open(name, className).Text(text).Raw($"</{name}>");

    /// <summary>Headings of a table's columns.</summary>
    public Markup Columns(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            Raw("<th scope=\"col\">").Text(name).Raw("</th>");
        }

        return this;
    }

    /// <summary>The start of an element.</summary>
    public Markup Open(string name, string? className = null) =>
        Raw(className is null ? $"<{name}>" : $"<{name} class=\"{className}\">");

    /// <summary>A coordinate, to a hundredth, always with a point.</summary>
    public static string At(double number) => Math.Round(number, 2).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Text for between tags or quotes.</summary>
    public static string Escaped(string? text) => WebUtility.HtmlEncode(text) ?? "";

    /// <inheritdoc/>
    public override string ToString() => _written.ToString();
}
