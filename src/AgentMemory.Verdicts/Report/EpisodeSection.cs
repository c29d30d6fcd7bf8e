using System.Globalization;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Report;

/// <summary>Episodes to be read again, and what was written down on the way. Folded, so that they do not stand in the way.</summary>
internal static class EpisodeSection
{
    public static void Write(Markup page, ReportContents contents)
    {
        if (contents.Episodes.Count > 0)
        {
            page.Raw("<section class=\"replay\"><h2>Episodes</h2>");
            foreach (var episode in contents.Episodes)
            {
                WriteEpisode(page, episode);
            }

            page.Raw("</section>");
        }

        if (contents.Notebooks.Count > 0)
        {
            page.Raw("<section class=\"replay\"><h2>Notebooks</h2>");
            foreach (var notebook in contents.Notebooks.GroupBy(pageOf => (pageOf.Learner, pageOf.Seed)))
            {
                WriteNotebook(page, notebook.Key.Learner, notebook.Key.Seed, [.. notebook.OrderBy(pageOf => pageOf.Block)]);
            }

            page.Raw("</section>");
        }
    }

    private static void WriteEpisode(Markup page, ReplayedEpisode episode)
    {
        page.Raw("<details class=\"episode\"><summary>").Element("b", episode.Learner)
            .Text(string.Create(CultureInfo.InvariantCulture, $", block {episode.Block}, {episode.Kind} of "))
            .Text(episode.Task).Text($", seed {episode.Seed}");
        if (episode.Score is { } score)
        {
            page.Raw(": ").Element("span", $"score {Wording.Number(score)}", "score");
        }

        page.Raw("</summary><ol>");
        string? shownMemory = null;
        foreach (var move in episode.Moves)
        {
            page.Raw("<li>");
            if (move.Memory is { } memory && memory != shownMemory)
            {
                page.Raw("<div class=\"memory\"><span>in memory</span>").Element("pre", memory).Raw("</div>");
            }

            shownMemory = move.Memory;
            page.Element("pre", move.Shown, "shown");
            if (move.Thought is { } thought)
            {
                page.Raw("<div class=\"memory\"><span>thought</span>").Element("pre", thought.Trim()).Raw("</div>");
            }

            if (move.Unreadable is { } unreadable)
            {
                page.Raw("<p class=\"unreadable\">wrote ").Element("code", unreadable).Raw(", which could not be read; a random ")
                    .Raw("legal reply took its place</p>");
            }

            page.Raw("<p class=\"reply\">").Text(move.Reply).Raw("</p></li>");
        }

        page.Raw("</ol><p class=\"outcome\">").Text(episode.Outcome).Raw("</p></details>");
    }

    private static void WriteNotebook(Markup page, string learner, string seed, IReadOnlyList<NotebookPage> pages)
    {
        page.Raw("<details class=\"notebook\"><summary>").Element("b", learner)
            .Text(string.Create(CultureInfo.InvariantCulture, $", seed {seed}: {pages.Count} pages")).Raw("</summary>");
        IReadOnlyCollection<string> earlier = [];
        foreach (var written in pages)
        {
            var lines = written.Text.ReplaceLineEndings("\n").Split('\n');
            page.Raw("<h3>").Text(string.Create(CultureInfo.InvariantCulture, $"After block {written.Block}")).Raw("</h3><pre>");
            foreach (var line in lines)
            {
                WriteLine(page, line, earlier.Contains(line) ? " " : "+");
            }

            foreach (var line in earlier.Except(lines, StringComparer.Ordinal))
            {
                WriteLine(page, line, "-");
            }

            page.Raw("</pre>");
            earlier = lines.ToHashSet(StringComparer.Ordinal);
        }

        page.Raw("</details>");
    }

    private static void WriteLine(Markup page, string line, string change)
    {
        var className = change switch { "+" => "added", "-" => "removed", _ => "kept" };
        page.Element("span", $"{change} {line}", className).Raw("\n");
    }
}
