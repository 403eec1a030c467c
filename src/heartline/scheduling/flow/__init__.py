"""How many people a site will have in house hour by hour, and weekly hours that flatten the peaks."""
