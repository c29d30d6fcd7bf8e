namespace AgentMemory.Verdicts.Report.Images;

/// <summary>How large a picture is: for a column of a page, or a slide.</summary>
/// <param name="Name">For the file's name.</param>
/// <param name="Width">As SVG writes it.</param>
/// <param name="Height">As SVG writes it; null follows from the content.</param>
/// <param name="Ratio">Width by height; null follows from the content.</param>
public sealed record PictureSize(string Name, string Width, string? Height, double? Ratio)
{
    /// <summary>The text's width of an A4 page.</summary>
    public static PictureSize Page { get; } = new("page", "170mm", null, null);

    /// <summary>16 by 9.</summary>
    public static PictureSize Slide { get; } = new("slide", "1280", "720", 16.0 / 9);

    public static IReadOnlyList<PictureSize> All { get; } = [Page, Slide];
}
