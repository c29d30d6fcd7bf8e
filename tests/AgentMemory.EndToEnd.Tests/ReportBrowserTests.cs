using System.Diagnostics;
using System.Globalization;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Testing;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>
/// A report of 20 learners, 10 tasks, 10 seeds and 50 blocks, made by <c>score --html</c> and opened in the system's
/// headless Chromium. Where there is none the test says so and passes: it never downloads a browser.
/// </summary>
public sealed class ReportBrowserTests
{
    private static readonly string[] Places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

    private readonly ITestOutputHelper _output;

    public ReportBrowserTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Fact]
    public async Task A_large_report_opens_and_answers_to_the_pointer_without_error_or_request()
    {
        if (Array.Find(Places, File.Exists) is not { } chromium)
        {
            _output.WriteLine("skipped: no Chromium on this machine; install Debian's package chromium");
            return;
        }

        using var folder = new TemporaryFolder();
        WriteCurves(folder["curves.csv"], learners: 20, tasks: 10, seeds: 10, steps: 51);
        var scored = CommandRun.Of("score", folder["curves.csv"], "--html", folder["report.html"], "--json");
        Assert.Equal(0, scored.ExitCode);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args = ["--no-sandbox"],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
        var errors = new List<string>();
        var requests = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add(message.Text);
            }
        };
        page.PageError += (_, error) => errors.Add(error);
        page.Request += (_, request) => requests.Add(request.Url);
        var address = new Uri(folder["report.html"]).AbsoluteUri;
        // The browser's own first page is not the report's time.
        await page.GotoAsync("about:blank");
        var began = Stopwatch.GetTimestamp();
        await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        await page.WaitForSelectorAsync("svg.plot.flops.log");
        var opened = Stopwatch.GetElapsedTime(began);
        _output.WriteLine($"opened in {opened.TotalMilliseconds:F0} ms, {new FileInfo(folder["report.html"]).Length / 1024} KiB");

        Assert.Contains("l00", await page.Locator(".verdicts").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("label:has(#axis-steps)").ClickAsync();
        await Hover(page);
        await SwitchAxis(page);
        await HideLearner(page);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.False(await page.Locator(".controls").IsVisibleAsync());
        Assert.True(await page.Locator("svg.plot.steps.lin").IsVisibleAsync());
        // What is folded on a screen cannot be unfolded on paper; 190 pairs are left out there.
        Assert.True(await page.Locator("table.curve").IsVisibleAsync());
        Assert.False(await page.Locator("details.long").IsVisibleAsync());
        await WithoutScript(browser, address);
        await OnPhones(browser, address);
        Assert.InRange(new FileInfo(folder["report.html"]).Length, 1, 5_000_000);
        Assert.Empty(errors);
        Assert.All(requests, request => Assert.True(
            request == address || request == "about:blank" || request.StartsWith("data:", StringComparison.Ordinal), request));
    }

    private static async Task Hover(IPage page)
    {
        var plot = page.Locator("svg.plot.steps.lin");
        Assert.True(await page.Locator(".tip").IsHiddenAsync());
        await plot.HoverAsync(new LocatorHoverOptions { Position = new Position { X = 300, Y = 200 } });
        var tip = page.Locator(".tip");
        Assert.True(await tip.IsVisibleAsync());
        Assert.Contains("block", await tip.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("l07", await tip.InnerTextAsync(), StringComparison.Ordinal);
    }

    private static async Task SwitchAxis(IPage page)
    {
        await page.Locator("label:has(#axis-flops)").ClickAsync();
        Assert.True(await page.Locator("svg.plot.flops.log").IsVisibleAsync());
        Assert.False(await page.Locator("svg.plot.steps.lin").IsVisibleAsync());
        await page.Locator("svg.plot.flops.log").HoverAsync(new LocatorHoverOptions { Position = new Position { X = 400, Y = 200 } });
        Assert.Contains("FLOPs", await page.Locator(".tip").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("label:has(#log)").ClickAsync();
        Assert.True(await page.Locator("svg.plot.flops.lin").IsVisibleAsync());
        await page.Locator("label:has(#log)").ClickAsync();
        await page.Locator("label:has(#axis-steps)").ClickAsync();
    }

    // Tables, drawings and the choice of axis are there without a script; only the numbers under the pointer are not.
    private static async Task WithoutScript(IBrowser browser, string address)
    {
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync(address);
        Assert.True(await page.Locator(".verdicts table").IsVisibleAsync());
        await page.Locator("label:has(#axis-tokens)").ClickAsync();
        Assert.True(await page.Locator("svg.plot.tokens.log").IsVisibleAsync());
        Assert.True(await page.Locator(".tip").IsHiddenAsync());
        Assert.False(await page.Locator("table.curve").IsVisibleAsync());
        await page.Locator("summary", new PageLocatorOptions { HasText = "The curves in numbers" }).ClickAsync();
        Assert.True(await page.Locator("table.curve").IsVisibleAsync());
    }

    // The page itself never scrolls sideways; wide tables and charts do, each in its own frame that the keyboard reaches.
    private static async Task OnPhones(IBrowser browser, string address)
    {
        foreach (var width in new[] { 360, 390 })
        {
            var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 800 } });
            await page.GotoAsync(address);
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            Assert.Equal(0, await page.EvaluateAsync<int>(
                "[...document.querySelectorAll('.scroll, .stage')].filter(e => e.scrollWidth > e.clientWidth && e.tabIndex !== 0).length"));
            await page.CloseAsync();
        }
    }

    private static async Task HideLearner(IPage page)
    {
        var line = page.Locator("svg.plot.steps.lin g.series.s3 polyline");
        Assert.True(await line.IsVisibleAsync());
        await page.Locator("label:has(#show-3)").ClickAsync();
        Assert.False(await line.IsVisibleAsync());
        // In the small charts as well.
        Assert.False(await page.Locator("svg.small g.s3").First.IsVisibleAsync());
        Assert.True(await page.Locator("svg.small g.s4").First.IsVisibleAsync());
    }

    private static void WriteCurves(string path, int learners, int tasks, int seeds, int steps)
    {
        var rng = new Rng(9);
        var text = new StringBuilder("learner,path,task,seed,block,score,floor,ceiling,tokens_read,flops,artifact_bytes\n");
        for (var learner = 0; learner < learners; learner++)
        {
            for (var task = 0; task < tasks; task++)
            {
                for (var seed = 0; seed < seeds; seed++)
                {
                    var level = 0.2 + (0.02 * task) + (0.05 * rng.NextGaussian());
                    for (var step = 0; step < steps; step++)
                    {
                        var score = level + (0.02 * learner * (1 - Math.Exp(-0.1 * step))) + (0.03 * rng.NextGaussian());
                        text.Append(CultureInfo.InvariantCulture, $"l{learner:D2},{(learner % 2 == 0 ? "memory" : "weights")},task {task},")
                            .Append(CultureInfo.InvariantCulture, $"{seed},{step},{score:F5},0,1,{1000 * (step + 1)},")
                            .Append(CultureInfo.InvariantCulture, $"{1e6 * (learner + 1) * (step + 1)},{100 * step}\n");
                    }
                }
            }
        }

        File.WriteAllText(path, text.ToString());
    }
}
